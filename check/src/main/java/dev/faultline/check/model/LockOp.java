package dev.faultline.check.model;

/** What one can do to a lock. */
public sealed interface LockOp {

  /** Takes the lock for an owner. A mutex answers {@link Nil#NIL}, a fenced lock a token. */
  record Acquire(Object owner) implements LockOp {
    @Override
    public String toString() {
      return owner == Nil.NIL ? "acquire" : "acquire by " + owner;
    }
  }

  /** Gives the owner's lock back; answers {@link Nil#NIL}. */
  record Release(Object owner) implements LockOp {
    @Override
    public String toString() {
      return owner == Nil.NIL ? "release" : "release by " + owner;
    }
  }
}
