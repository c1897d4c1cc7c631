package dev.faultline.link;

/** What happens to messages of {@link StreamKind#LOGGED} streams around a crash of the receiver. */
public enum Processing {
  /**
   * A message counts as processed when the handler returns, and is so durably together with the
   * effect that it recorded with {@link Session#effect}, in one atomic commit. After a crash the
   * effects that had become durable are handed back, and all other messages come again: each
   * message has its effect exactly once. Costs one sync for each batch of messages.
   */
  EXACTLY_ONCE,
  /**
   * A message counts as processed when the application says so with {@link Session#processed},
   * after it has made its effect durable elsewhere. Between the two a crash makes it come again:
   * the application has to recognise it by session, stream and sequence, or keep the highest
   * processed number with its effects and say it in {@link LinkHandler#processedElsewhere}. Costs
   * no sync before the acknowledgement.
   */
  AT_LEAST_ONCE,
  /**
   * A message counts as processed before the handler sees it, durably. What a crash interrupts is
   * not repeated, and may never have happened: for effects that are worse twice than not at all.
   * Costs one sync for each batch before its messages are handed over.
   */
  AT_MOST_ONCE
}
