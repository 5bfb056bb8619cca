-- What an audit found, line by line, so that staff see the last result and one that is under way.
CREATE TYPE "audit_run_state" AS ENUM ('waiting', 'running', 'held', 'broken', 'failed');
CREATE TYPE "audit_run_source" AS ENUM ('schedule', 'staff', 'command');

CREATE TABLE "audit_run" (
    "id" TEXT NOT NULL,
    "source" "audit_run_source" NOT NULL,
    "state" "audit_run_state" NOT NULL,
    "asked_by_id" TEXT,
    "sentences" INTEGER NOT NULL,
    "findings" JSONB NOT NULL DEFAULT '[]',
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_run_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "audit_run_created_at_id_idx" ON "audit_run"("created_at" DESC, "id" DESC);
ALTER TABLE "audit_run" ADD CONSTRAINT "audit_run_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "staff_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Who asked is known where somebody did; a result has its time, and all of its sentences unless it failed
ALTER TABLE "audit_run" ADD CONSTRAINT "audit_run_values" CHECK (
  ("asked_by_id" IS NOT NULL) = ("source" = 'staff')
  AND ("finished_at" IS NOT NULL) = ("state" IN ('held', 'broken', 'failed'))
  AND ("failure" IS NOT NULL) = ("state" = 'failed')
  AND ("started_at" IS NOT NULL OR "state" IN ('waiting', 'failed'))
  AND ("state" NOT IN ('held', 'broken') OR jsonb_array_length("findings") = "sentences"));

-- A result stays what it was
CREATE FUNCTION "audit_run_final"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."finished_at" IS NOT NULL THEN
    RAISE EXCEPTION 'The result of an audit stays written (%)', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "audit_run_final" BEFORE UPDATE OR DELETE ON "audit_run" FOR EACH ROW EXECUTE FUNCTION "audit_run_final"();
CREATE TRIGGER "audit_run_no_truncate" BEFORE TRUNCATE ON "audit_run" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
