package dev.faultline.disk;

/**
 * Decides which unsynced operations a crash loses, one decision at a time; see {@link
 * CrashStates#decided}. An operation that depends on a lost one is lost too, without asking.
 */
public interface CrashChoice {
  /** Whether an operation is lost as a whole. */
  boolean loses(Operation operation);

  /** Whether an operation is torn. Asked if it has several parts and is not lost. */
  boolean tears(Operation operation);

  /**
   * Whether a part of a torn operation is lost.
   *
   * @param part from 0, in the order in which the operation made them
   */
  boolean losesPart(Operation operation, int part);

  /** Whether old bytes of the device show where new blocks were not written. */
  boolean showsOldBytes();

  /**
   * Whether a lost write damages the bytes around it, on a device that can do so. Asked until one
   * does.
   */
  boolean damages(Operation operation);
}
