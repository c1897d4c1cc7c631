package dev.faultline.disk.ace;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A sequence of operations, each with the sync behind it.
 *
 * @param steps the operations
 */
public record AceWorkload(List<Step> steps) {
  /** No sync. */
  public static final String NONE = "none";

  /** A sync of everything. */
  public static final String SYNC = "sync";

  /** The directory that all others are in. */
  public static final String ROOT = "";

  /**
   * An operation and what is made durable behind it.
   *
   * @param sync a path for fsync, {@link #SYNC} or {@link #NONE}; {@link #ROOT} is a path, too
   */
  public record Step(AceOperation operation, String sync) {
    @Override
    public String toString() {
      return operation
          + switch (sync) {
            case NONE -> "";
            case SYNC -> "; sync";
            case ROOT -> "; fsync .";
            default -> "; fsync " + sync;
          };
    }
  }

  /** Copies the list. */
  public AceWorkload {
    steps = List.copyOf(steps);
  }

  /** Such as {@code creat foo; fsync .; rename foo A/bar; sync}. */
  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("; "));
  }
}
