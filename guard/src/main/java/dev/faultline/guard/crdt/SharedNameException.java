package dev.faultline.guard.crdt;

/**
 * One name stands for two changes: two replicas share it, or one went on under its name after it
 * had lost its state. Replicas would differ for ever; the newer of them needs another name.
 */
public final class SharedNameException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  SharedNameException(Object change, Object mine, Object theirs) {
    super(
        "change %s is %s here and %s there: two replicas use the same name; rename one"
            .formatted(change, mine, theirs));
  }
}
