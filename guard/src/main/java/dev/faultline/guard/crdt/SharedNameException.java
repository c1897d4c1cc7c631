package dev.faultline.guard.crdt;

/**
 * Thrown when two different changes have the same name and number: two replicas share a name, or
 * one continued under its name after it had lost its state. Replicas would never agree; the newer
 * of the two needs another name.
 */
public final class SharedNameException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  SharedNameException(Object change, Object mine, Object theirs) {
    super(
        "change %s is %s here and %s there: two replicas use the same name; rename one"
            .formatted(change, mine, theirs));
  }
}
