-- When the gateway took the disputed money from us, and when it gave it back: each is booked once.
ALTER TABLE "dispute" ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3), ADD COLUMN "reinstated_at" TIMESTAMPTZ(3);
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_reinstated_after_withdrawn" CHECK ("reinstated_at" IS NULL OR "withdrawn_at" IS NOT NULL);

-- What the gateway kept of a payment, in its own currency; booked as a fee.
ALTER TABLE "payment" ADD COLUMN "gateway_fee" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "payment" ADD CONSTRAINT "payment_gateway_fee" CHECK ("gateway_fee" >= 0);
