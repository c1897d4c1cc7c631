package dev.faultline.link.journal;

import dev.faultline.link.SessionEnd;
import org.jspecify.annotations.Nullable;

/** All sessions that the journal has to know of, by their numbers in records. */
public interface Participants {
  /** One that is not over, or of which undelivered messages are kept. */
  @Nullable Participant numbered(int number);

  /** The number that was given last. */
  int lastNumber();

  /** Where the oldest record lies that any of them still needs. */
  long oldestPosition();

  // --- checkpoints ---

  /** How many bytes one session takes at most. */
  long longestDescription();

  void checkpoint(RecordWriter to);

  /**
   * Writes sessions from this number on, as many as fit.
   *
   * @return the number after that of the last session that was written
   */
  int table(RecordWriter to, int from, long mostBytes);

  // --- recovery ---

  Participant recovered(RecordReader from);

  void recoveredPark(int number, SessionEnd why);

  void recoveredEnd(int number);

  /** At least this number was given. */
  void lastNumber(int number);
}
