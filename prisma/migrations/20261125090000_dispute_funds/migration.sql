-- When the gateway took the disputed money from us, and when it gave it back: each is booked once.
ALTER TABLE "dispute" ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3), ADD COLUMN "reinstated_at" TIMESTAMPTZ(3);
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_reinstated_after_withdrawn" CHECK ("reinstated_at" IS NULL OR "withdrawn_at" IS NOT NULL);
