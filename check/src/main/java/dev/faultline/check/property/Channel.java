package dev.faultline.check.property;

/**
 * One direction of one stream between two processes.
 *
 * @param sender process that sends; with crash-recovery name the incarnation too, if its messages
 *     start anew
 * @param receiver process that delivers
 * @param stream which stream between the two
 */
public record Channel(String sender, String receiver, long stream) {
  @Override
  public String toString() {
    return sender + ">" + receiver + "/" + stream;
  }
}
