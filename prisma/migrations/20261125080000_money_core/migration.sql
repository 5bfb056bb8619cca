-- The money core: credit notes, money on account, refunds and disputes that are booked, reserved and frozen credits, approvals by two.
-- CreateEnum
CREATE TYPE "approval_status" AS ENUM ('requested', 'approved', 'refused', 'withdrawn', 'failed');

-- CreateEnum
CREATE TYPE "credit_note_cause" AS ENUM ('correction', 'refund', 'chargeback');

-- CreateEnum
CREATE TYPE "allocation_kind" AS ENUM ('cash', 'account', 'bank_fee', 'withholding');

-- CreateEnum
CREATE TYPE "refund_source" AS ENUM ('sale', 'account');

-- CreateEnum
CREATE TYPE "money_entry_kind" AS ENUM ('overpayment', 'credit_note', 'used', 'refund', 'refund_failed', 'chargeback', 'bounced');

-- AlterEnum
ALTER TYPE "credit_entry_kind" ADD VALUE 'repay';

-- DropForeignKey
ALTER TABLE "payment_allocation" DROP CONSTRAINT "payment_allocation_payment_id_fkey";

-- DropIndex
DROP INDEX "payment_allocation_payment_id_invoice_id_key";

-- DropIndex
DROP INDEX "payment_proof_payment_id_idx";

-- AlterTable
ALTER TABLE "account" ADD COLUMN     "tax_id_checked_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "credit_package" ADD COLUMN     "validity_days" INTEGER;

-- AlterTable
ALTER TABLE "wallet" ADD COLUMN     "frozen" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "credit_lot" ADD COLUMN     "currency" CHAR(3),
ADD COLUMN     "frozen_at" TIMESTAMPTZ(3),
ADD COLUMN     "owed" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "reserved" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "revoked" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "value" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "credit_entry" ADD COLUMN     "debt" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "credit_hold" ADD COLUMN     "quantity" BIGINT NOT NULL DEFAULT 1,
ADD COLUMN     "settled_credits" BIGINT;

-- AlterTable
ALTER TABLE "invoice" ADD COLUMN     "corrects_id" TEXT,
ADD COLUMN     "prices_include_tax" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "tax_note" TEXT,
ADD COLUMN     "uncollectible_at" TIMESTAMPTZ(3),
ADD COLUMN     "uncollectible_reason" TEXT;

-- AlterTable
ALTER TABLE "invoice_line" ADD COLUMN     "tax_name" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "invoice_tax" ADD COLUMN     "category" TEXT NOT NULL DEFAULT 'S';

-- AlterTable
ALTER TABLE "credit_note" ADD COLUMN     "applied_to_due" BIGINT NOT NULL,
ADD COLUMN     "buyer" JSONB NOT NULL,
ADD COLUMN     "cause" "credit_note_cause" NOT NULL,
ADD COLUMN     "content_hash" TEXT NOT NULL,
ADD COLUMN     "dispute_id" TEXT,
ADD COLUMN     "locale" TEXT NOT NULL DEFAULT 'en',
ADD COLUMN     "prices_include_tax" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "refund_id" TEXT,
ADD COLUMN     "request_key" TEXT,
ADD COLUMN     "seller" JSONB NOT NULL,
ADD COLUMN     "to_account" BIGINT NOT NULL;

-- AlterTable
ALTER TABLE "credit_note_line" ADD COLUMN     "credits" BIGINT,
ADD COLUMN     "tax_name" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "amount_charged_back" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "received_on" DATE;

-- AlterTable
ALTER TABLE "payment_allocation" ADD COLUMN     "kind" "allocation_kind" NOT NULL DEFAULT 'cash',
ADD COLUMN     "reverses_id" TEXT,
ALTER COLUMN "payment_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "payment_proof" ADD COLUMN     "scan" TEXT NOT NULL DEFAULT 'unscanned';

-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "bank_reference" TEXT,
ADD COLUMN     "booked_at" TIMESTAMPTZ(3),
ADD COLUMN     "failed_at" TIMESTAMPTZ(3),
ADD COLUMN     "request_key" TEXT,
ADD COLUMN     "source" "refund_source" NOT NULL DEFAULT 'sale',
ADD COLUMN     "succeeded_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "approval_limit" (
    "id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approval_limit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_request" (
    "id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "account_id" TEXT,
    "amount" BIGINT,
    "currency" CHAR(3),
    "payload" JSONB NOT NULL,
    "reason" TEXT,
    "status" "approval_status" NOT NULL DEFAULT 'requested',
    "requested_by_id" TEXT NOT NULL,
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_hold_lot" (
    "hold_id" TEXT NOT NULL,
    "lot_id" TEXT NOT NULL,
    "credits" BIGINT NOT NULL,

    CONSTRAINT "credit_hold_lot_pkey" PRIMARY KEY ("hold_id","lot_id")
);

-- CreateTable
CREATE TABLE "auto_recharge" (
    "account_id" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT false,
    "threshold" BIGINT NOT NULL,
    "package_id" TEXT NOT NULL,
    "saved_payment_method_id" TEXT NOT NULL,
    "monthly_cap" BIGINT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_attempt_at" TIMESTAMPTZ(3),
    "last_payment_id" TEXT,
    "paused_at" TIMESTAMPTZ(3),
    "pause_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "auto_recharge_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "credit_note_tax" (
    "id" TEXT NOT NULL,
    "credit_note_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "basis_points" INTEGER NOT NULL,
    "taxable" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "category" TEXT NOT NULL DEFAULT 'S',

    CONSTRAINT "credit_note_tax_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_note_pdf" (
    "credit_note_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credit_note_pdf_pkey" PRIMARY KEY ("credit_note_id")
);

-- CreateTable
CREATE TABLE "money_on_account" (
    "account_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "balance" BIGINT NOT NULL DEFAULT 0,
    "last_entry" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "money_on_account_pkey" PRIMARY KEY ("account_id","currency")
);

-- CreateTable
CREATE TABLE "money_entry" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "number" BIGINT NOT NULL,
    "kind" "money_entry_kind" NOT NULL,
    "amount" BIGINT NOT NULL,
    "balance_after" BIGINT NOT NULL,
    "payment_id" TEXT,
    "invoice_id" TEXT,
    "credit_note_id" TEXT,
    "refund_id" TEXT,
    "dispute_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "money_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "approval_limit_action_currency_key" ON "approval_limit"("action", "currency");

-- CreateIndex
CREATE INDEX "approval_request_created_at_id_idx" ON "approval_request"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "approval_request_status_created_at_id_idx" ON "approval_request"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "approval_request_subject_id_idx" ON "approval_request"("subject_id");

-- CreateIndex
CREATE INDEX "credit_hold_lot_lot_id_idx" ON "credit_hold_lot"("lot_id");

-- CreateIndex
CREATE UNIQUE INDEX "credit_note_tax_credit_note_id_name_basis_points_key" ON "credit_note_tax"("credit_note_id", "name", "basis_points");

-- CreateIndex
CREATE INDEX "money_entry_account_id_created_at_id_idx" ON "money_entry"("account_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "money_entry_account_id_currency_number_key" ON "money_entry"("account_id", "currency", "number");

-- CreateIndex
CREATE INDEX "credit_lot_expires_at_idx" ON "credit_lot"("expires_at");

-- CreateIndex
CREATE INDEX "credit_lot_payment_id_idx" ON "credit_lot"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "credit_note_request_key_key" ON "credit_note"("request_key");

-- CreateIndex
CREATE INDEX "credit_note_created_at_id_idx" ON "credit_note"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "credit_note_invoice_id_idx" ON "credit_note"("invoice_id");

-- CreateIndex
CREATE INDEX "credit_note_refund_id_idx" ON "credit_note"("refund_id");

-- CreateIndex
CREATE INDEX "credit_note_dispute_id_idx" ON "credit_note"("dispute_id");

-- CreateIndex
CREATE INDEX "credit_note_line_invoice_line_id_idx" ON "credit_note_line"("invoice_line_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_allocation_reverses_id_key" ON "payment_allocation"("reverses_id");

-- CreateIndex
CREATE INDEX "payment_allocation_payment_id_idx" ON "payment_allocation"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_proof_payment_id_sha256_key" ON "payment_proof"("payment_id", "sha256");

-- CreateIndex
CREATE UNIQUE INDEX "refund_request_key_key" ON "refund"("request_key");

-- CreateIndex
CREATE INDEX "refund_created_at_id_idx" ON "refund"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "refund_status_created_at_id_idx" ON "refund"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "dispute_created_at_id_idx" ON "dispute"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "dispute_status_created_at_id_idx" ON "dispute"("status", "created_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "staff_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "staff_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_hold_lot" ADD CONSTRAINT "credit_hold_lot_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "credit_hold"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_hold_lot" ADD CONSTRAINT "credit_hold_lot_lot_id_fkey" FOREIGN KEY ("lot_id") REFERENCES "credit_lot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auto_recharge" ADD CONSTRAINT "auto_recharge_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auto_recharge" ADD CONSTRAINT "auto_recharge_package_id_fkey" FOREIGN KEY ("package_id") REFERENCES "credit_package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auto_recharge" ADD CONSTRAINT "auto_recharge_saved_payment_method_id_fkey" FOREIGN KEY ("saved_payment_method_id") REFERENCES "saved_payment_method"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_corrects_id_fkey" FOREIGN KEY ("corrects_id") REFERENCES "invoice"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "refund"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "dispute"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_note_line" ADD CONSTRAINT "credit_note_line_invoice_line_id_fkey" FOREIGN KEY ("invoice_line_id") REFERENCES "invoice_line"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_note_tax" ADD CONSTRAINT "credit_note_tax_credit_note_id_fkey" FOREIGN KEY ("credit_note_id") REFERENCES "credit_note"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_note_pdf" ADD CONSTRAINT "credit_note_pdf_credit_note_id_fkey" FOREIGN KEY ("credit_note_id") REFERENCES "credit_note"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_reverses_id_fkey" FOREIGN KEY ("reverses_id") REFERENCES "payment_allocation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "money_on_account" ADD CONSTRAINT "money_on_account_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "money_entry" ADD CONSTRAINT "money_entry_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "money_entry" ADD CONSTRAINT "money_entry_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "money_entry" ADD CONSTRAINT "money_entry_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "money_entry" ADD CONSTRAINT "money_entry_credit_note_id_fkey" FOREIGN KEY ("credit_note_id") REFERENCES "credit_note"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "money_entry" ADD CONSTRAINT "money_entry_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "refund"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "money_entry" ADD CONSTRAINT "money_entry_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "dispute"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- ───────────────────────────── What must never break, enforced here ─────────────────────────────
-- See docs/data.md for the reasons.

-- Rows of the first version named no tax per line: the invoice's own tax of that rate is the one.
ALTER TABLE "invoice_line" DISABLE TRIGGER "invoice_line_frozen";
UPDATE "invoice_line" l SET "tax_name" = t."name"
  FROM "invoice_tax" t WHERE t."invoice_id" = l."invoice_id" AND t."basis_points" = l."tax_basis_points";
ALTER TABLE "invoice_line" ENABLE TRIGGER "invoice_line_frozen";

-- Lots sold before this version: their value is what their line earned.
UPDATE "credit_lot" c SET "value" = l."amount", "currency" = i."currency"
  FROM "invoice_line" l JOIN "invoice" i ON i."id" = l."invoice_id" WHERE l."id" = c."invoice_line_id";
-- What was spent of them then was never taken to revenue; it is now, in one entry per account and currency.
WITH spent AS (
  SELECT c."account_id", c."currency", sum(c."value" - (c."value" * c."remaining" * 2 + c."granted") / (c."granted" * 2)) AS amount
  FROM "credit_lot" c WHERE c."value" > 0 GROUP BY c."account_id", c."currency"
  HAVING sum(c."value" - (c."value" * c."remaining" * 2 + c."granted") / (c."granted" * 2)) > 0
), entry AS (
  INSERT INTO "journal_entry" ("id", "kind", "source_id", "account_id", "description", "occurred_at")
  SELECT 'jrn_' || substr(md5('spent-before-' || "account_id" || "currency"), 1, 26), 'credits.spent_before', "account_id" || ':' || "currency",
         "account_id", 'Credits spent before revenue was recognised as they are', now()
  FROM spent RETURNING "id", "account_id", "source_id"
)
INSERT INTO "journal_line" ("entry_id", "position", "ledger_code", "currency", "amount")
SELECT e."id", side.position, side.code, s."currency", s.amount * side.sign
FROM entry e JOIN spent s ON e."source_id" = s."account_id" || ':' || s."currency"
CROSS JOIN (VALUES (1, 'deferred_credits', 1), (2, 'revenue', -1)) AS side(position, code, sign);

-- What earlier payments left over was booked as money on account without a row of its own.
WITH rest AS (
  SELECT p."account_id", p."currency", p."id", p."succeeded_at",
         p."amount_captured" - coalesce((SELECT sum("amount") FROM "payment_allocation" a WHERE a."payment_id" = p."id"), 0) AS amount
  FROM "payment" p WHERE p."status" = 'succeeded'
), numbered AS (
  SELECT *, row_number() OVER w AS number, sum(amount) OVER w AS balance
  FROM rest WHERE amount > 0 WINDOW w AS (PARTITION BY "account_id", "currency" ORDER BY "succeeded_at", "id")
), entries AS (
  INSERT INTO "money_entry" ("id", "account_id", "currency", "number", "kind", "amount", "balance_after", "payment_id", "created_at")
  SELECT 'mon_' || substr(md5('rest-' || "id"), 1, 26), "account_id", "currency", number, 'overpayment', amount, balance, "id", "succeeded_at"
  FROM numbered
)
INSERT INTO "money_on_account" ("account_id", "currency", "balance", "last_entry")
SELECT "account_id", "currency", sum(amount), count(*) FROM numbered GROUP BY "account_id", "currency";

-- Invoices and credit notes
CREATE OR REPLACE FUNCTION "invoice_frozen"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD."status" <> 'draft' THEN RAISE EXCEPTION 'An issued invoice cannot be deleted (%)', OLD."number" USING ERRCODE = 'restrict_violation'; END IF;
    RETURN OLD;
  END IF;
  IF OLD."status" = 'draft' THEN RETURN NEW; END IF;
  IF ROW(NEW."id", NEW."account_id", NEW."number", NEW."currency", NEW."subtotal", NEW."discount", NEW."tax", NEW."total",
         NEW."issue_date", NEW."due_date", NEW."issued_at", NEW."subscription_id", NEW."payment_reference", NEW."locale",
         NEW."buyer", NEW."seller", NEW."tax_reason", NEW."tax_note", NEW."prices_include_tax", NEW."corrects_id", NEW."notes",
         NEW."content_hash", NEW."created_at")
     IS DISTINCT FROM
     ROW(OLD."id", OLD."account_id", OLD."number", OLD."currency", OLD."subtotal", OLD."discount", OLD."tax", OLD."total",
         OLD."issue_date", OLD."due_date", OLD."issued_at", OLD."subscription_id", OLD."payment_reference", OLD."locale",
         OLD."buyer", OLD."seller", OLD."tax_reason", OLD."tax_note", OLD."prices_include_tax", OLD."corrects_id", OLD."notes",
         OLD."content_hash", OLD."created_at") THEN
    RAISE EXCEPTION 'An issued invoice cannot be changed (%)', OLD."number" USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW."status" = 'draft' THEN RAISE EXCEPTION 'An issued invoice cannot become a draft (%)', OLD."number" USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD."status" = 'void' AND NEW."status" <> 'void' THEN RAISE EXCEPTION 'A void invoice stays void (%)', OLD."number" USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$;
ALTER TABLE "invoice_tax" ADD CONSTRAINT "invoice_tax_category" CHECK ("category" IN ('S', 'Z', 'E', 'AE', 'O'));
ALTER TABLE "credit_note_tax" ADD CONSTRAINT "credit_note_tax_values" CHECK (
  "category" IN ('S', 'Z', 'E', 'AE', 'O') AND "taxable" >= 0 AND "amount" >= 0 AND "basis_points" BETWEEN 0 AND 10000);
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_where_it_went" CHECK (
  "applied_to_due" >= 0 AND "to_account" >= 0 AND "total" = "applied_to_due" + "to_account");
ALTER TABLE "credit_note_line" ADD CONSTRAINT "credit_note_line_values" CHECK (
  "quantity" > 0 AND "amount" >= 0 AND ("credits" IS NULL OR "credits" > 0));

-- No more is credited than was billed. The invoice's row is locked by whoever writes a credit note.
CREATE FUNCTION "credit_note_within_invoice"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT coalesce(sum("total"), 0) FROM "credit_note" WHERE "invoice_id" = NEW."invoice_id")
     > (SELECT "total" FROM "invoice" WHERE "id" = NEW."invoice_id" AND "currency" = NEW."currency" AND "account_id" = NEW."account_id"
        AND "status" NOT IN ('draft', 'void')) IS NOT FALSE THEN
    RAISE EXCEPTION 'More than the invoice cannot be credited (%)', NEW."number" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "credit_note_within_invoice" AFTER INSERT ON "credit_note" FOR EACH ROW EXECUTE FUNCTION "credit_note_within_invoice"();
CREATE TRIGGER "credit_note_tax_append_only" BEFORE UPDATE OR DELETE ON "credit_note_tax" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_note_tax_no_truncate" BEFORE TRUNCATE ON "credit_note_tax" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_note_pdf_append_only" BEFORE UPDATE OR DELETE ON "credit_note_pdf" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_note_pdf_no_truncate" BEFORE TRUNCATE ON "credit_note_pdf" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();

-- Payments: what went back in either way is never more than what came in
ALTER TABLE "payment" DROP CONSTRAINT "payment_amounts";
ALTER TABLE "payment" ADD CONSTRAINT "payment_amounts" CHECK (
  "amount" > 0 AND "amount_captured" >= 0 AND "amount_refunded" >= 0 AND "amount_charged_back" >= 0
  AND "amount_refunded" + "amount_charged_back" <= "amount_captured" AND "currency" ~ '^[A-Z]{3}$');
ALTER TABLE "payment_allocation" DROP CONSTRAINT "payment_allocation_amount";
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_amount" CHECK (
  CASE WHEN "reverses_id" IS NULL THEN "amount" > 0 ELSE "amount" < 0 END);
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_source" CHECK (("kind" = 'account') = ("payment_id" IS NULL));
CREATE UNIQUE INDEX "payment_allocation_once" ON "payment_allocation" ("payment_id", "invoice_id", "kind") WHERE "reverses_id" IS NULL AND "payment_id" IS NOT NULL;
ALTER TABLE "payment_proof" ADD CONSTRAINT "payment_proof_values" CHECK (
  "size_bytes" BETWEEN 1 AND 10485760 AND "media_type" IN ('application/pdf', 'image/png', 'image/jpeg') AND "scan" IN ('clean', 'unscanned'));
ALTER TABLE "refund" ADD CONSTRAINT "refund_booked" CHECK (
  ("status" <> 'succeeded' OR "booked_at" IS NOT NULL AND "succeeded_at" IS NOT NULL) AND ("status" <> 'failed' OR "failed_at" IS NOT NULL));
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_closed" CHECK (("status" IN ('won', 'lost')) = ("closed_at" IS NOT NULL));

-- Money on account
ALTER TABLE "money_on_account" ADD CONSTRAINT "money_on_account_never_overdrawn" CHECK ("balance" >= 0 AND "last_entry" >= 0);
ALTER TABLE "money_entry" ADD CONSTRAINT "money_entry_values" CHECK ("amount" <> 0 AND "balance_after" >= 0 AND "number" > 0);
CREATE TRIGGER "money_entry_append_only" BEFORE UPDATE OR DELETE ON "money_entry" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "money_entry_no_truncate" BEFORE TRUNCATE ON "money_entry" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "money_on_account_no_truncate" BEFORE TRUNCATE ON "money_on_account" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();

-- Credits
ALTER TABLE "wallet" DROP CONSTRAINT "wallet_never_overdrawn";
ALTER TABLE "wallet" ADD CONSTRAINT "wallet_never_overdrawn" CHECK (
  "balance" >= 0 AND "reserved" >= 0 AND "frozen" >= 0 AND "reserved" + "frozen" <= "balance" AND "debt" >= 0);
ALTER TABLE "credit_lot" DROP CONSTRAINT "credit_lot_remaining";
ALTER TABLE "credit_lot" ADD CONSTRAINT "credit_lot_remaining" CHECK (
  "granted" > 0 AND "remaining" BETWEEN 0 AND "granted" AND "reserved" BETWEEN 0 AND "remaining"
  AND "revoked" BETWEEN 0 AND "granted" AND "owed" BETWEEN 0 AND "revoked" AND "remaining" + "revoked" - "owed" <= "granted");
ALTER TABLE "credit_lot" ADD CONSTRAINT "credit_lot_value" CHECK ("value" >= 0 AND ("value" = 0 OR "currency" ~ '^[A-Z]{3}$'));
ALTER TABLE "credit_entry" DROP CONSTRAINT "credit_entry_values";
ALTER TABLE "credit_entry" ADD CONSTRAINT "credit_entry_values" CHECK (("credits" <> 0 OR "debt" <> 0) AND "balance_after" >= 0 AND "number" > 0);
ALTER TABLE "credit_hold_lot" ADD CONSTRAINT "credit_hold_lot_credits" CHECK ("credits" > 0);
ALTER TABLE "credit_hold" ADD CONSTRAINT "credit_hold_closed" CHECK (("status" = 'open') = ("closed_at" IS NULL)
  AND ("settled_credits" IS NULL OR "status" = 'settled' AND "settled_credits" >= 0) AND "quantity" > 0);
ALTER TABLE "auto_recharge" ADD CONSTRAINT "auto_recharge_values" CHECK ("threshold" >= 0 AND "monthly_cap" > 0 AND "failures" >= 0);
ALTER TABLE "credit_package" ADD CONSTRAINT "credit_package_validity" CHECK ("validity_days" IS NULL OR "validity_days" > 0);

-- Four eyes: who asked never decides, not even by a slip of the program
ALTER TABLE "approval_limit" ADD CONSTRAINT "approval_limit_values" CHECK ("amount" >= 0 AND ("currency" = '*' OR "currency" ~ '^[A-Z]{3}$'));
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_by_two" CHECK (
  CASE "status" WHEN 'requested' THEN "decided_by_id" IS NULL AND "decided_at" IS NULL
                WHEN 'withdrawn' THEN "decided_by_id" = "requested_by_id" AND "decided_at" IS NOT NULL
                ELSE "decided_by_id" <> "requested_by_id" AND "decided_at" IS NOT NULL END IS TRUE);
CREATE FUNCTION "approval_request_frozen"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."status" <> 'requested'
     OR ROW(NEW."id", NEW."action", NEW."subject_type", NEW."subject_id", NEW."account_id", NEW."amount", NEW."currency", NEW."payload",
            NEW."reason", NEW."requested_by_id", NEW."created_at")
        IS DISTINCT FROM
        ROW(OLD."id", OLD."action", OLD."subject_type", OLD."subject_id", OLD."account_id", OLD."amount", OLD."currency", OLD."payload",
            OLD."reason", OLD."requested_by_id", OLD."created_at") THEN
    RAISE EXCEPTION 'A request is decided once and never changed (%)', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "approval_request_frozen" BEFORE UPDATE OR DELETE ON "approval_request" FOR EACH ROW EXECUTE FUNCTION "approval_request_frozen"();
CREATE TRIGGER "approval_request_no_truncate" BEFORE TRUNCATE ON "approval_request" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();

-- The chart of accounts grows
INSERT INTO "ledger_account" ("code", "name", "type") VALUES
  ('disputed_funds', 'Funds held back in disputes', 'asset'),
  ('withholding_tax', 'Tax withheld by customers', 'asset');
