package dev.faultline.check.read;

/**
 * An action of a nemesis, for pictures; checks ignore it.
 *
 * @param position how many calls and returns of clients came before it
 * @param line its line in the file
 * @param f the action, such as {@code start-partition}
 * @param value the target, as the file has it, perhaps cut; empty if the file has none
 */
public record NemesisEvent(long position, int line, String f, String value) {

  private static final int MOST_TEXT = 120;

  /** Cuts a long value. */
  public NemesisEvent {
    value = value.length() <= MOST_TEXT ? value : value.substring(0, MOST_TEXT) + "…";
  }
}
