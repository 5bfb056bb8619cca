import type { Endpoints } from '../../kit/http/router.js';
import {
  approveApproval,
  getApproval,
  listApprovalLimits,
  listApprovals,
  refuseApproval,
  setApprovalLimit,
  withdrawApproval,
} from './approvals.contract.js';
import type { Approvals } from './approvals.service.js';
import { approvalView, limitView } from './approvals.views.js';

export function approvalsRoutes(endpoints: Endpoints, approvals: Approvals): void {
  endpoints.on(listApprovals, async ({ actor, list }) => {
    const { rows, total } = await approvals.list(actor, list);
    return { rows: rows.map(approvalView), total };
  });
  endpoints.on(getApproval, async ({ actor, params }) => approvalView(await approvals.get(actor, params.id)));
  endpoints.on(approveApproval, async ({ actor, params, body }) =>
    approvalView(await approvals.approve({ actor, requestId: params.id, note: body.note ?? null })),
  );
  endpoints.on(refuseApproval, async ({ actor, params, body }) =>
    approvalView(await approvals.refuse({ actor, requestId: params.id, reason: body.reason })),
  );
  endpoints.on(withdrawApproval, async ({ actor, params }) =>
    approvalView(await approvals.withdraw({ actor, requestId: params.id })),
  );
  endpoints.on(listApprovalLimits, async ({ actor }) => (await approvals.limits(actor)).map(limitView));
  endpoints.on(setApprovalLimit, async ({ actor, body }) => {
    const amount = body.amount === null ? null : BigInt(body.amount);
    return (await approvals.setLimit({ actor, ...body, amount })).map(limitView);
  });
}
