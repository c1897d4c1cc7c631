package dev.faultline.check.property;

/**
 * One direction of one stream between two processes.
 *
 * @param sender process that sends; with crash-recovery, include the incarnation if its message
 *     numbers start again
 * @param receiver process that delivers
 * @param stream number of the stream between the two
 */
public record Channel(String sender, String receiver, long stream) {
  @Override
  public String toString() {
    return sender + ">" + receiver + "/" + stream;
  }
}
