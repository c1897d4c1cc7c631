package dev.faultline.hook;

/**
 * How far a thread, or the handler on the carrier, has come in asking an object for its hash code.
 * Others may have their turns meanwhile, so each has its own.
 */
final class Asking {
  /** Whether it is at it: then all that is drawn comes from the type of the object asked first. */
  boolean isUnderWay;

  /** The number of that type, and of the object among those of its type: see {@link TypeHashes}. */
  long type = TypeHashes.UNCOUNTED;

  int object;

  /**
   * The hash of the names of that object's type, and of the types of those that it is a part of.
   */
  int name;

  /** Where the generator of identity hash codes is, while others have their turns. */
  final IdentityHashes.State inside = new IdentityHashes.State();
}
