/**
 * Does a deed once per request key, also where the same request comes twice at the same moment: the second finds what the
 * first one made, before it begins or after it failed because the first was faster. Without a key it is simply done.
 */
export async function oncePerKey<Made>(
  requestKey: string | null,
  find: (requestKey: string) => Promise<Made | null>,
  deed: () => Promise<Made>,
): Promise<Made> {
  if (requestKey === null) return deed();
  const before = await find(requestKey);
  if (before) return before;
  try {
    return await deed();
  } catch (error) {
    const meanwhile = await find(requestKey);
    if (meanwhile) return meanwhile;
    throw error;
  }
}
