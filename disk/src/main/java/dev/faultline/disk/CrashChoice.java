package dev.faultline.disk;

/**
 * Decides which unsynced operations a crash loses, one question after the other; see {@link
 * CrashStates#decided}. An operation that depends on a lost one is lost without a question.
 */
public interface CrashChoice {
  /** Whether an operation is lost as a whole. */
  boolean loses(Operation operation);

  /** Whether an operation falls apart. Asked where it has several parts and is not lost. */
  boolean tears(Operation operation);

  /**
   * Whether a part is lost of an operation that falls apart.
   *
   * @param part from 0, in the order in which the operation made them
   */
  boolean losesPart(Operation operation, int part);

  /** Whether old bytes of the device show where new blocks were not written. */
  boolean showsOldBytes();

  /**
   * Whether a write that is lost damages the bytes around it, on a device where that happens. Asked
   * until one does.
   */
  boolean damages(Operation operation);
}
