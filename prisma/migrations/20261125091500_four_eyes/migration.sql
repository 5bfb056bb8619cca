-- Four eyes: what one person did alone counts towards their limit; the same is not asked for twice; limits of a fresh installation.
CREATE TABLE "sole_decision" (
    "id" TEXT NOT NULL,
    "staff_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "request_key" TEXT,
    "request_id" TEXT,
    "is_done" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sole_decision_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "sole_decision_staff_id_action_subject_id_created_at_idx" ON "sole_decision"("staff_id", "action", "subject_id", "created_at");
CREATE INDEX "sole_decision_request_id_idx" ON "sole_decision"("request_id");
ALTER TABLE "sole_decision" ADD CONSTRAINT "sole_decision_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "sole_decision" ADD CONSTRAINT "sole_decision_values" CHECK ("amount" >= 0 AND ("currency" = '*' OR "currency" ~ '^[A-Z]{3}$'));

-- What counts towards a limit is not forgotten: a row only becomes done, once
CREATE FUNCTION "sole_decision_frozen"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."is_done" OR NOT NEW."is_done"
     OR ROW(NEW."id", NEW."staff_id", NEW."action", NEW."subject_id", NEW."currency", NEW."amount", NEW."request_key", NEW."request_id", NEW."created_at")
        IS DISTINCT FROM
        ROW(OLD."id", OLD."staff_id", OLD."action", OLD."subject_id", OLD."currency", OLD."amount", OLD."request_key", OLD."request_id", OLD."created_at") THEN
    RAISE EXCEPTION 'What was done alone stays written (%)', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "sole_decision_frozen" BEFORE UPDATE OR DELETE ON "sole_decision" FOR EACH ROW EXECUTE FUNCTION "sole_decision_frozen"();
CREATE TRIGGER "sole_decision_no_truncate" BEFORE TRUNCATE ON "sole_decision" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();

-- The same for the same subject waits once, whoever asks
CREATE UNIQUE INDEX "approval_request_one_pending" ON "approval_request" ("action", "subject_id", md5("payload"::text)) WHERE "status" = 'requested';
-- A currency without an amount says nothing; an amount without a currency counts credits
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_amount" CHECK ("currency" IS NULL OR "amount" IS NOT NULL);

-- Limits to begin with, in minor units. `large`: 5,000.00 US dollars or what is about as much; the others are parts of it.
INSERT INTO "approval_limit" ("id", "action", "currency", "amount", "updated_at")
SELECT 'apl_' || substr(md5(a."action" || c."currency"), 1, 26), a."action", c."currency", c."large" / a."part", CURRENT_TIMESTAMP
FROM (VALUES ('payment.approve', 1), ('payment.record', 1), ('refund', 10), ('credit_note.issue', 5), ('invoice.write_off', 5)) AS a("action", "part")
CROSS JOIN (VALUES ('USD', 500000), ('EUR', 500000), ('GBP', 500000), ('CHF', 500000), ('CAD', 500000), ('AUD', 500000),
                   ('PKR', 140000000), ('INR', 40000000), ('BRL', 2500000), ('NOK', 5000000), ('SEK', 5000000), ('DKK', 3500000),
                   ('JPY', 750000), ('KWD', 1500000)) AS c("currency", "large")
UNION ALL
SELECT 'apl_' || substr(md5("action" || '*'), 1, 26), "action", '*', 10000, CURRENT_TIMESTAMP
FROM (VALUES ('credits.adjust'), ('credits.transfer')) AS credits("action");
