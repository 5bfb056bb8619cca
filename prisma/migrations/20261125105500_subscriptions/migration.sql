-- Subscriptions: who bills, what was agreed, how periods are counted, dunning; periods, changes, deferred revenue.
-- Guards with their reasons in docs/data.md.

CREATE TYPE "subscription_engine" AS ENUM ('own', 'stripe');
CREATE TYPE "subscription_period_kind" AS ENUM ('paid', 'trial', 'pause', 'suspension');
CREATE TYPE "subscription_change_status" AS ENUM ('pending', 'scheduled', 'done', 'withdrawn');

ALTER TABLE "plan" ADD COLUMN "trial_credits" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "plan" ADD CONSTRAINT "plan_values" CHECK (
  "included_credits" >= 0 AND "rollover_limit" >= 0 AND "trial_credits" >= 0 AND "trial_days" BETWEEN 0 AND 365
  AND ("max_sites" IS NULL OR "max_sites" >= 0) AND ("max_users" IS NULL OR "max_users" >= 1));

ALTER TABLE "subscription"
  ADD COLUMN "engine" "subscription_engine" NOT NULL DEFAULT 'own',
  ADD COLUMN "method" "payment_method",
  ADD COLUMN "price" BIGINT,
  ADD COLUMN "interval" "plan_interval",
  ADD COLUMN "next_price" BIGINT,
  ADD COLUMN "next_price_from" TIMESTAMPTZ(3),
  ADD COLUMN "anchor_day" INTEGER,
  ADD COLUMN "time_zone" TEXT,
  ADD COLUMN "cancel_reason" TEXT,
  ADD COLUMN "resumes_at" TIMESTAMPTZ(3),
  ADD COLUMN "suspended_at" TIMESTAMPTZ(3),
  ADD COLUMN "past_due_since" TIMESTAMPTZ(3),
  ADD COLUMN "failed_attempts" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "last_failure_code" TEXT,
  ADD COLUMN "next_attempt_at" TIMESTAMPTZ(3),
  ADD COLUMN "grace_ends_at" TIMESTAMPTZ(3),
  ADD COLUMN "request_key" TEXT;

-- What is there already is taken as agreed at the list price, and counted in UTC.
UPDATE "subscription" s SET
  "method" = CASE s."collector" WHEN 'stripe' THEN 'stripe' WHEN 'paypal' THEN 'paypal' ELSE 'bank_transfer' END::"payment_method",
  "engine" = CASE WHEN s."stripe_subscription_id" IS NULL THEN 'own' ELSE 'stripe' END::"subscription_engine",
  "interval" = (SELECT p."interval" FROM "plan" p WHERE p."id" = s."plan_id"),
  "price" = coalesce((SELECT p."amount" FROM "plan_price" p WHERE p."plan_id" = s."plan_id" AND p."currency" = s."currency"), 0),
  "anchor_day" = extract(day FROM s."billing_anchor" AT TIME ZONE 'UTC'),
  "time_zone" = 'UTC';
ALTER TABLE "subscription" ALTER COLUMN "method" SET NOT NULL, ALTER COLUMN "interval" SET NOT NULL, ALTER COLUMN "price" SET NOT NULL,
  ALTER COLUMN "anchor_day" SET NOT NULL, ALTER COLUMN "time_zone" SET NOT NULL;
CREATE UNIQUE INDEX "subscription_request_key_key" ON "subscription"("request_key");
CREATE INDEX "subscription_created_at_id_idx" ON "subscription"("created_at" DESC, "id" DESC);
CREATE INDEX "subscription_next_attempt_at_idx" ON "subscription"("next_attempt_at");

CREATE TABLE "subscription_period" (
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "subscription_period_kind" NOT NULL,
    "plan_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "price" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "part_from" TIMESTAMPTZ(3) NOT NULL,
    "part_amount" BIGINT NOT NULL,
    "invoice_id" TEXT,
    "paid_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "subscription_period_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "subscription_period_invoice_id_key" ON "subscription_period"("invoice_id");
CREATE UNIQUE INDEX "subscription_period_subscription_id_number_key" ON "subscription_period"("subscription_id", "number");
CREATE UNIQUE INDEX "subscription_period_subscription_id_starts_at_key" ON "subscription_period"("subscription_id", "starts_at");
ALTER TABLE "subscription_period" ADD CONSTRAINT "subscription_period_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "subscription_period" ADD CONSTRAINT "subscription_period_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "subscription_period" ADD CONSTRAINT "subscription_period_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "subscription_change" (
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" "subscription_change_status" NOT NULL,
    "from_plan_id" TEXT,
    "to_plan_id" TEXT,
    "to_price" BIGINT,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "unused" BIGINT,
    "rest" BIGINT,
    "invoice_id" TEXT,
    "credit_note_id" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "reason" TEXT,
    "request_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),
    CONSTRAINT "subscription_change_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "subscription_change_invoice_id_key" ON "subscription_change"("invoice_id");
CREATE UNIQUE INDEX "subscription_change_credit_note_id_key" ON "subscription_change"("credit_note_id");
CREATE UNIQUE INDEX "subscription_change_request_key_key" ON "subscription_change"("request_key");
CREATE INDEX "subscription_change_subscription_id_created_at_idx" ON "subscription_change"("subscription_id", "created_at" DESC);
CREATE INDEX "subscription_change_status_expires_at_idx" ON "subscription_change"("status", "expires_at");
ALTER TABLE "subscription_change" ADD CONSTRAINT "subscription_change_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "subscription_change" ADD CONSTRAINT "subscription_change_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "subscription_change" ADD CONSTRAINT "subscription_change_credit_note_id_fkey" FOREIGN KEY ("credit_note_id") REFERENCES "credit_note"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "subscription_policy" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "retry_days" INTEGER[],
    "grace_days" INTEGER NOT NULL,
    "price_notice_days" INTEGER NOT NULL,
    "trial_notice_days" INTEGER NOT NULL,
    "card_notice_days" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "subscription_policy_pkey" PRIMARY KEY ("id")
);
INSERT INTO "subscription_policy" VALUES (1, ARRAY[1, 3, 5, 7], 14, 30, 3, 30, CURRENT_TIMESTAMP);

CREATE TABLE "deferred_revenue" (
    "invoice_line_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "earned_until" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "left_amount" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "deferred_revenue_pkey" PRIMARY KEY ("invoice_line_id")
);
CREATE INDEX "deferred_revenue_account_id_currency_idx" ON "deferred_revenue"("account_id", "currency");
CREATE INDEX "deferred_revenue_ends_at_idx" ON "deferred_revenue"("ends_at");
ALTER TABLE "deferred_revenue" ADD CONSTRAINT "deferred_revenue_invoice_line_id_fkey" FOREIGN KEY ("invoice_line_id") REFERENCES "invoice_line"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "deferred_revenue" ADD CONSTRAINT "deferred_revenue_values" CHECK ("left_amount" BETWEEN 0 AND "amount" AND "ends_at" >= "earned_until");

-- What a plan includes is granted once.
ALTER TABLE "credit_lot" ADD COLUMN "plan_grant_key" TEXT;
CREATE UNIQUE INDEX "credit_lot_plan_grant_key_key" ON "credit_lot"("plan_grant_key");

-- ─────────────── Guards ───────────────

-- What was there has one period, the present one, which was not billed here; the newest live subscription of an account stays.
INSERT INTO "subscription_period" ("id", "subscription_id", "account_id", "number", "kind", "plan_id", "currency", "price", "starts_at", "ends_at", "part_from", "part_amount", "paid_at")
SELECT 'spd_' || substr("id", 5), "id", "account_id", 1, 'trial', "plan_id", "currency", 0, "current_period_start", "current_period_end", "current_period_start", 0, "current_period_start"
FROM "subscription";
UPDATE "subscription" SET "past_due_since" = "current_period_start" WHERE "status" = 'past_due';
UPDATE "subscription" SET "paused_at" = coalesce("paused_at", "updated_at") WHERE "status" = 'paused';
UPDATE "subscription" SET "paused_at" = NULL WHERE "status" <> 'paused';
UPDATE "subscription" SET "ended_at" = NULL WHERE "status" <> 'canceled';
UPDATE "subscription" s SET "status" = 'canceled' WHERE "status" <> 'canceled' AND EXISTS (
  SELECT 1 FROM "subscription" n WHERE n."account_id" = s."account_id" AND n."status" <> 'canceled' AND n."id" > s."id");
UPDATE "subscription" SET "ended_at" = coalesce("ended_at", "canceled_at", "updated_at"), "past_due_since" = NULL, "paused_at" = NULL WHERE "status" = 'canceled';

CREATE UNIQUE INDEX "subscription_one_live" ON "subscription"("account_id") WHERE "status" <> 'canceled';
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_values" CHECK (
  "price" >= 0 AND "anchor_day" BETWEEN 1 AND 31 AND "failed_attempts" >= 0 AND ("next_price" IS NULL) = ("next_price_from" IS NULL)
  AND ("next_price" IS NULL OR "next_price" >= 0));
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_dates" CHECK (
  ("status" = 'canceled') = ("ended_at" IS NOT NULL) AND ("status" = 'past_due') = ("past_due_since" IS NOT NULL)
  AND ("status" = 'paused') = ("paused_at" IS NOT NULL) AND ("status" <> 'trialing' OR "trial_ends_at" IS NOT NULL)
  AND ("status" = 'past_due' OR "next_attempt_at" IS NULL AND "grace_ends_at" IS NULL));
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_collector" CHECK (
  "collector" = CASE "method" WHEN 'stripe' THEN 'stripe' WHEN 'paypal' THEN 'paypal' ELSE 'manual' END::"collector"
  AND ("engine" = 'stripe' OR "stripe_subscription_id" IS NULL) AND ("engine" = 'own' OR "collector" = 'stripe'));

-- The end is the end, and nothing that was in use becomes an order again.
CREATE FUNCTION "subscription_states"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."id" <> OLD."id" OR NEW."account_id" <> OLD."account_id" OR NEW."currency" <> OLD."currency"
     OR OLD."status" = 'canceled' AND NEW."status" <> 'canceled' OR OLD."status" <> 'incomplete' AND NEW."status" = 'incomplete' THEN
    RAISE EXCEPTION 'A subscription that was % cannot become % (%)', OLD."status", NEW."status", OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "subscription_states" BEFORE UPDATE ON "subscription" FOR EACH ROW EXECUTE FUNCTION "subscription_states"();
CREATE TRIGGER "subscription_kept" BEFORE DELETE ON "subscription" FOR EACH ROW EXECUTE FUNCTION "append_only"();

-- Periods follow each other: no gap, no overlap, none changed afterwards but for its end while it is the last one, and what paid it.
ALTER TABLE "subscription_period" ADD CONSTRAINT "subscription_period_values" CHECK (
  "number" > 0 AND "ends_at" >= "starts_at" AND "price" >= 0 AND "part_amount" >= 0 AND "part_from" BETWEEN "starts_at" AND "ends_at"
  AND ("kind" = 'paid' OR "invoice_id" IS NULL AND "price" = 0));
CREATE FUNCTION "subscription_period_follows"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    -- Writers of one subscription come one after another, so that neither overlooks the other's row.
    PERFORM 1 FROM "subscription" WHERE "id" = NEW."subscription_id" FOR UPDATE;
    IF EXISTS (SELECT 1 FROM "subscription_period" WHERE "subscription_id" = NEW."subscription_id" AND "number" > NEW."number")
       OR NEW."number" > 1 AND NOT EXISTS (SELECT 1 FROM "subscription_period" WHERE "subscription_id" = NEW."subscription_id"
         AND "number" = NEW."number" - 1 AND "ends_at" = NEW."starts_at") THEN
      RAISE EXCEPTION 'A period begins where the one before it ends (%)', NEW."id" USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF ROW(NEW."id", NEW."subscription_id", NEW."account_id", NEW."number", NEW."kind", NEW."currency", NEW."starts_at")
     IS DISTINCT FROM ROW(OLD."id", OLD."subscription_id", OLD."account_id", OLD."number", OLD."kind", OLD."currency", OLD."starts_at")
     OR OLD."invoice_id" IS NOT NULL AND NEW."invoice_id" IS DISTINCT FROM OLD."invoice_id" THEN
    RAISE EXCEPTION 'A period is not written anew (%)', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW."ends_at" <> OLD."ends_at" AND EXISTS (
    SELECT 1 FROM "subscription_period" WHERE "subscription_id" = NEW."subscription_id" AND "number" > NEW."number") THEN
    RAISE EXCEPTION 'Only the last period ends otherwise than planned (%)', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "subscription_period_follows" BEFORE INSERT OR UPDATE ON "subscription_period" FOR EACH ROW EXECUTE FUNCTION "subscription_period_follows"();
CREATE TRIGGER "subscription_period_kept" BEFORE DELETE ON "subscription_period" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "subscription_period_no_truncate" BEFORE TRUNCATE ON "subscription_period" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();

-- Changes: one waits at most; what was decided stays.
CREATE UNIQUE INDEX "subscription_change_one_open" ON "subscription_change"("subscription_id") WHERE "status" IN ('pending', 'scheduled');
ALTER TABLE "subscription_change" ADD CONSTRAINT "subscription_change_values" CHECK (
  ("status" IN ('done', 'withdrawn')) = ("decided_at" IS NOT NULL) AND ("status" <> 'pending' OR "expires_at" IS NOT NULL)
  AND ("unused" IS NULL OR "unused" >= 0) AND ("rest" IS NULL OR "rest" >= 0));
CREATE FUNCTION "subscription_change_decided_once"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."status" IN ('done', 'withdrawn') OR ROW(NEW."id", NEW."subscription_id", NEW."account_id", NEW."kind", NEW."from_plan_id", NEW."to_plan_id",
       NEW."to_price", NEW."unused", NEW."rest", NEW."invoice_id", NEW."actor_kind", NEW."actor_id", NEW."reason", NEW."created_at")
     IS DISTINCT FROM ROW(OLD."id", OLD."subscription_id", OLD."account_id", OLD."kind", OLD."from_plan_id", OLD."to_plan_id",
       OLD."to_price", OLD."unused", OLD."rest", OLD."invoice_id", OLD."actor_kind", OLD."actor_id", OLD."reason", OLD."created_at") THEN
    RAISE EXCEPTION 'A change is decided once and not written anew (%)', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "subscription_change_decided_once" BEFORE UPDATE ON "subscription_change" FOR EACH ROW EXECUTE FUNCTION "subscription_change_decided_once"();
CREATE TRIGGER "subscription_change_kept" BEFORE DELETE ON "subscription_change" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "subscription_change_no_truncate" BEFORE TRUNCATE ON "subscription_change" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();

ALTER TABLE "subscription_policy" ADD CONSTRAINT "subscription_policy_values" CHECK (
  "id" = 1 AND "grace_days" BETWEEN 1 AND 180 AND "price_notice_days" BETWEEN 0 AND 365 AND "trial_notice_days" BETWEEN 0 AND 60 AND "card_notice_days" BETWEEN 0 AND 90
  AND coalesce(array_length("retry_days", 1), 0) <= 20 AND 1 <= ALL ("retry_days") AND "grace_days" >= ALL ("retry_days"));

CREATE TRIGGER "deferred_revenue_kept" BEFORE DELETE ON "deferred_revenue" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "deferred_revenue_no_truncate" BEFORE TRUNCATE ON "deferred_revenue" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
