package dev.faultline.disk.ace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An operation of ACE with what it works on.
 *
 * @param kind what
 * @param path on which file or directory
 * @param to the new name of a link or rename; empty for others
 * @param option which bytes of a write, or the mode of an allocation; empty for others
 */
public record AceOperation(Kind kind, String path, String to, String option) {
  /** What ACE's operations do. */
  public enum Kind {
    /** Makes a file. */
    CREAT,
    /** Makes a directory. */
    MKDIR,
    /** Allocates, zeroes or punches; Java's files have no such call. */
    FALLOC,
    /** Writes. */
    WRITE,
    /** Writes past the cache. */
    DWRITE,
    /** Writes through a mapping, and syncs that. */
    MMAPWRITE,
    /** Gives a file a second name. */
    LINK,
    /** Takes a file's name away. */
    UNLINK,
    /** Takes a file's name away by the C library's other call for it. */
    REMOVE,
    /** Renames a file or directory. */
    RENAME,
    /** Sets an extended attribute. */
    FSETXATTR,
    /** Removes an extended attribute. */
    REMOVEXATTR,
    /** Sets a file's length. */
    TRUNCATE,
    /** Makes a file's data durable, as an operation of its own. */
    FDATASYNC;

    /** Whether it makes something durable itself: no sync comes behind it. */
    public boolean syncs() {
      return this == MMAPWRITE || this == FDATASYNC;
    }

    /** ACE's name of it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final List<String> FILES = List.of("foo", "A/foo");
  private static final List<String> SECOND_FILES = List.of("bar", "A/bar");
  private static final List<String> ALL_FILES = List.of("foo", "A/foo", "bar", "A/bar");
  private static final List<String> WRITES = List.of("append", "overwrite start", "overwrite end");
  private static final List<String> BLOCK_WRITES = List.of("append", "overwrite start");
  private static final List<String> ALLOCATIONS =
      List.of("zero", "zero keep size", "punch hole", "keep size", "extend");

  /** All that ACE does of a kind. */
  static List<AceOperation> all(Kind kind) {
    List<AceOperation> all = new ArrayList<>();
    switch (kind) {
      case CREAT, FSETXATTR, REMOVEXATTR, FDATASYNC ->
          FILES.forEach(file -> all.add(new AceOperation(kind, file, "", "")));
      case MKDIR -> all.add(new AceOperation(kind, "A", "", ""));
      case FALLOC -> {
        for (String file : FILES) {
          for (String mode : ALLOCATIONS) {
            WRITES.forEach(bytes -> all.add(new AceOperation(kind, file, "", mode + ", " + bytes)));
          }
        }
      }
      case WRITE -> addEach(all, kind, WRITES);
      case DWRITE, MMAPWRITE -> addEach(all, kind, BLOCK_WRITES);
      case TRUNCATE -> addEach(all, kind, List.of("to nothing", "to 2500"));
      case LINK -> addPairs(all, kind, ALL_FILES, SECOND_FILES);
      case RENAME -> {
        addPairs(all, kind, ALL_FILES, SECOND_FILES);
        all.add(new AceOperation(kind, "A", "B", ""));
      }
      case UNLINK, REMOVE ->
          ALL_FILES.forEach(file -> all.add(new AceOperation(kind, file, "", "")));
    }
    return all;
  }

  private static void addEach(List<AceOperation> all, Kind kind, List<String> options) {
    for (String file : FILES) {
      options.forEach(option -> all.add(new AceOperation(kind, file, "", option)));
    }
  }

  private static void addPairs(
      List<AceOperation> all, Kind kind, List<String> from, List<String> to) {
    for (String first : from) {
      for (String second : to) {
        if (!first.equals(second)) {
          all.add(new AceOperation(kind, first, second, ""));
        }
      }
    }
  }

  /** The files and directories that it names. */
  List<String> used() {
    return to.isEmpty() ? List.of(path) : Arrays.asList(path, to);
  }

  /** Such as {@code rename foo A/bar}. */
  @Override
  public String toString() {
    return kind.text()
        + " "
        + path
        + (to.isEmpty() ? "" : " " + to)
        + (option.isEmpty() ? "" : " " + option);
  }
}
