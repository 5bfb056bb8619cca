-- A repeated request uses money on account once.
ALTER TABLE "money_entry" ADD COLUMN "request_key" TEXT;
CREATE UNIQUE INDEX "money_entry_request_key_key" ON "money_entry"("request_key");

-- What the gateway kept for a dispute, in the payment's currency; booked as a fee.
ALTER TABLE "dispute" ADD COLUMN "gateway_fee" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_gateway_fee" CHECK ("gateway_fee" >= 0);
