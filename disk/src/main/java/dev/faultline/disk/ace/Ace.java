package dev.faultline.disk.ace;

import dev.faultline.disk.ace.AceOperation.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Generates ACE's workloads: up to three operations out of a set, on the files foo and bar in the
 * root and in A, and the directories A and B; a sync of a file concerned, of everything, or none
 * behind each, but always one behind the last. For one and two operations the files concerned are
 * those used, their siblings and their directories; for three they are those used, each operation
 * shares a file with those before it, and not all three are plain writes.
 */
public final class Ace {
  /** The 13 operations of ACE's first sequence set. */
  public static final Set<Kind> OPERATIONS = EnumSet.complementOf(EnumSet.of(Kind.FDATASYNC));

  /** Those, and fdatasync as an operation. */
  public static final Set<Kind> WITH_FDATASYNC = EnumSet.allOf(Kind.class);

  /** Those that {@code java.nio.file} has on any file system. */
  public static final Set<Kind> OF_JAVA =
      EnumSet.of(
          Kind.CREAT,
          Kind.MKDIR,
          Kind.WRITE,
          Kind.LINK,
          Kind.UNLINK,
          Kind.REMOVE,
          Kind.RENAME,
          Kind.TRUNCATE,
          Kind.FDATASYNC);

  private Ace() {}

  /**
   * How many workloads ACE makes of them. It makes those whose operation syncs itself once for each
   * sync that could have come behind it; {@link #forEach} gives them once.
   *
   * @param length how many operations, 1 to 3
   */
  public static long count(int length, Set<Kind> kinds) {
    long[] count = {0};
    forEachSequence(
        length,
        kinds,
        operations -> {
          long persisted = concerned(operations).size();
          long ways = persisted + 1;
          for (int i = 1; i < length; i++) {
            ways *= persisted + 2;
          }
          count[0] += ways;
          return true;
        });
    return count[0];
  }

  /**
   * Calls back with each different workload, in a fixed order, until the visitor returns false.
   *
   * @param length how many operations, 1 to 3
   */
  public static void forEach(int length, Set<Kind> kinds, Predicate<AceWorkload> visitor) {
    forEachSequence(
        length,
        kinds,
        operations -> sync(operations, concerned(operations), new ArrayList<>(), visitor));
  }

  private static boolean sync(
      List<AceOperation> operations,
      List<String> concerned,
      List<AceWorkload.Step> steps,
      Predicate<AceWorkload> visitor) {
    if (steps.size() == operations.size()) {
      return visitor.test(new AceWorkload(steps));
    }
    AceOperation next = operations.get(steps.size());
    boolean last = steps.size() + 1 == operations.size();
    List<String> syncs = new ArrayList<>();
    if (next.kind().syncs()) {
      syncs.add(AceWorkload.NONE);
    } else {
      syncs.addAll(concerned);
      syncs.add(AceWorkload.SYNC);
      if (!last) {
        syncs.add(AceWorkload.NONE);
      }
    }
    for (String sync : syncs) {
      steps.add(new AceWorkload.Step(next, sync));
      if (!sync(operations, concerned, steps, visitor)) {
        return false;
      }
      steps.removeLast();
    }
    return true;
  }

  private static void forEachSequence(
      int length, Set<Kind> kinds, Predicate<List<AceOperation>> visitor) {
    if (length < 1 || length > 3) {
      throw new IllegalArgumentException("ACE has sequences of 1 to 3 operations, not " + length);
    }
    extend(length, kinds, new ArrayList<>(), visitor);
  }

  private static boolean extend(
      int length,
      Set<Kind> kinds,
      List<AceOperation> operations,
      Predicate<List<AceOperation>> visitor) {
    if (operations.size() == length) {
      boolean onlyWrites =
          length == 3 && operations.stream().allMatch(each -> each.kind() == Kind.WRITE);
      return onlyWrites || visitor.test(operations);
    }
    for (Kind kind : kinds) {
      for (AceOperation operation : AceOperation.all(kind)) {
        if (length < 3 || operations.isEmpty() || shares(operations, operation)) {
          operations.add(operation);
          if (!extend(length, kinds, operations, visitor)) {
            return false;
          }
          operations.removeLast();
        }
      }
    }
    return true;
  }

  private static boolean shares(List<AceOperation> before, AceOperation operation) {
    // An operation on a directory concerns all that is in it.
    return operation.path().equals("A")
        || before.stream()
            .anyMatch(earlier ->
                earlier.path().equals("A")
                    || earlier.used().stream().anyMatch(operation.used()::contains));
  }

  /** What may be synced, in a fixed order. */
  private static List<String> concerned(List<AceOperation> operations) {
    Set<String> concerned = new LinkedHashSet<>();
    operations.forEach(operation -> concerned.addAll(operation.used()));
    if (operations.size() < 3) {
      for (String used : List.copyOf(concerned)) {
        concerned.add(sibling(used));
        concerned.add(directory(used));
      }
    }
    return List.copyOf(concerned);
  }

  private static String sibling(String path) {
    return switch (path) {
      case "A" -> "B";
      case "B" -> "A";
      default -> path.endsWith("foo") ? path.replace("foo", "bar") : path.replace("bar", "foo");
    };
  }

  static String directory(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : AceWorkload.ROOT;
  }
}
