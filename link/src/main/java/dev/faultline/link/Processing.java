package dev.faultline.link;

/** What happens to messages of {@link StreamKind#LOGGED} streams around a crash of the receiver. */
public enum Processing {
  /**
   * A message counts as processed when the handler returns. This fact and the effect that the
   * handler recorded with {@link Session#effect} become durable in one atomic commit. After a crash
   * the durable effects are handed back and all other messages are delivered again, so each message
   * has its effect exactly once. Costs one sync for each batch of messages.
   */
  EXACTLY_ONCE,
  /**
   * A message counts as processed when the application calls {@link Session#processed}, after
   * making the effect durable elsewhere. A crash between the two makes the message arrive again.
   * The application must recognise it by session, stream and sequence number, or store the highest
   * processed number with its effects and return it from {@link LinkHandler#processedElsewhere}.
   * Costs no sync before the acknowledgement.
   */
  AT_LEAST_ONCE,
  /**
   * A message is durably marked as processed before the handler gets it. If a crash interrupts the
   * handler, the message is not delivered again, and its effect may be missing: for effects that do
   * more harm twice than not at all. Costs one sync for each batch before its messages are
   * delivered.
   */
  AT_MOST_ONCE
}
