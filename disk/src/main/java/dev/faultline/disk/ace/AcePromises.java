package dev.faultline.disk.ace;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What syncs have made durable, as far as nothing was done to it since. */
final class AcePromises {
  private static final List<String> NAMES =
      List.of("foo", "bar", "A", "B", "A/foo", "A/bar", "B/foo", "B/bar");

  private final AceTree tree;
  private final TreeMap<String, byte[]> contents = new TreeMap<>();
  private final TreeSet<String> present = new TreeSet<>();
  private final TreeSet<String> absent = new TreeSet<>();

  AcePromises(AceTree tree) {
    this.tree = tree;
  }

  /** A file or directory was synced. */
  void synced(String path) {
    AceTree.Node node = tree.at(path);
    if (node != null && !node.isDirectory) {
      contents.put(path, node.bytes);
      return;
    }
    if (node != null) {
      present.add(path);
    }
    for (String name : NAMES) {
      if (Ace.directory(name).equals(path)) {
        (tree.has(name) ? present : absent).add(name);
      }
    }
  }

  /** Everything was synced. */
  void syncedAll() {
    synced(AceWorkload.ROOT);
    tree.all().keySet().forEach(this::synced);
  }

  /** The content of a file is about to change, which all its names show. */
  void written(String path) {
    AceTree.Node node = tree.at(path);
    touched(path);
    tree.all()
        .forEach((name, other) -> {
          if (other == node) {
            contents.remove(name);
          }
        });
  }

  /** A name, and what is below it, is about to change, or has changed. */
  void touched(String path) {
    contents.keySet().removeIf(name -> isIn(name, path));
    present.removeIf(name -> isIn(name, path));
    absent.removeIf(name -> isIn(name, path));
  }

  private static boolean isIn(String name, String path) {
    return name.equals(path) || name.startsWith(path + "/");
  }

  /** What is wrong with what a crash left. */
  Set<AceOutcome> broken(SortedMap<String, AceSubject.Item> found) {
    Set<AceOutcome> outcomes = EnumSet.noneOf(AceOutcome.class);
    contents.forEach((path, bytes) -> {
      AceOutcome outcome = broken(bytes, found.get(path));
      if (outcome != null) {
        outcomes.add(outcome);
      }
    });
    if (!found.keySet().containsAll(present)) {
      outcomes.add(AceOutcome.FILE_MISSING);
    }
    if (absent.stream().anyMatch(found::containsKey)) {
      outcomes.add(AceOutcome.OLD_FILE_PERSISTED);
    }
    return outcomes;
  }

  private static @Nullable AceOutcome broken(byte[] bytes, AceSubject.@Nullable Item item) {
    if (item == null) {
      return AceOutcome.FILE_MISSING;
    }
    if (item.isDirectory() || item.bytes().length != bytes.length) {
      return AceOutcome.METADATA_CORRUPTED;
    }
    return Arrays.equals(item.bytes(), bytes) ? null : AceOutcome.DATA_CORRUPTED;
  }
}
