package dev.faultline.check.model;

/** The operations of a lock. */
public sealed interface LockOp {

  /** Acquires the lock for an owner. A mutex returns {@link Nil#NIL}, a fenced lock a token. */
  record Acquire(Object owner) implements LockOp {
    @Override
    public String toString() {
      return owner == Nil.NIL ? "acquire" : "acquire by " + owner;
    }
  }

  /** Releases the owner's lock; returns {@link Nil#NIL}. */
  record Release(Object owner) implements LockOp {
    @Override
    public String toString() {
      return owner == Nil.NIL ? "release" : "release by " + owner;
    }
  }
}
