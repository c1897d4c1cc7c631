package dev.faultline.examples.stores;

import dev.faultline.disk.crash.Crash;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.disk.crash.OrdinaryFiles;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Commits a few transactions and acknowledges each; after a crash the store must hold what the
 * acknowledged ones wrote, and may hold what the next one did.
 */
abstract class StoreProgram implements CrashProgram, CrashChecker {
  private static final int COMMITS = 8;
  private static final int KEYS = 3;
  private static final String COUNT = "commits";

  private final StoreOpener opener;
  private final boolean whole;

  /**
   * @param whole whether the check also wants all or nothing of the transaction that was at work
   */
  StoreProgram(StoreOpener opener, boolean whole) {
    this.opener = opener;
    this.whole = whole;
  }

  private static File file(OrdinaryFiles files) {
    return new File(files.file(), "db");
  }

  /** The store exists, and all of it is durable. */
  @Override
  public void prepare(Path directory) {
    try (OrdinaryFiles files = OrdinaryFiles.of(directory);
        KeyValueStore store = opener.open(file(files))) {
      commit(store, 0);
    }
  }

  @Override
  public void run(Path directory) {
    try (OrdinaryFiles files = OrdinaryFiles.of(directory);
        KeyValueStore store = opener.open(file(files))) {
      for (int number = 1; number <= COMMITS; number++) {
        commit(store, number);
        Crash.acknowledge("commit " + number);
      }
    }
  }

  private static void commit(KeyValueStore store, int number) {
    for (int key = 0; key < KEYS; key++) {
      store.put("key " + key, value(number, key));
    }
    store.put("only " + number, value(number, KEYS));
    store.put(COUNT, Integer.toString(number));
    store.commit();
  }

  private static String value(int commit, int key) {
    return ("value " + key + " of " + commit + ". ").repeat(40 + 20 * key);
  }

  @Override
  public String check(Path directory, List<String> acknowledged) {
    if (acknowledged.isEmpty() && !whole) {
      return "nothing was promised yet";
    }
    try (OrdinaryFiles files = OrdinaryFiles.of(directory)) {
      return check(contents(file(files), acknowledged), acknowledged);
    }
  }

  private Map<String, String> contents(File file, List<String> acknowledged) {
    try (KeyValueStore store = opener.open(file)) {
      return store.all();
    } catch (RuntimeException | Error e) {
      throw new IllegalStateException(
          "the store with "
              + acknowledged.size()
              + " acknowledged commits cannot be read any more: "
              + e,
          e);
    }
  }

  private String check(Map<String, String> found, List<String> acknowledged) {
    int least = acknowledged.size();
    int last = Integer.parseInt(found.getOrDefault(COUNT, "-1"));
    if (last < least) {
      throw new IllegalStateException(
          "the store knows " + last + " commits, and acknowledged " + least);
    }
    for (int number = 0; number <= (whole ? last : least); number++) {
      require("only " + number, found, value(number, KEYS));
    }
    for (int key = 0; key < KEYS; key++) {
      if (whole) {
        require("key " + key, found, value(last, key));
      } else {
        require("key " + key, found, value(least, key), value(least + 1, key));
      }
    }
    return "commits: " + last;
  }

  private static void require(String key, Map<String, String> found, String... values) {
    if (!List.of(values).contains(found.getOrDefault(key, ""))) {
      throw new IllegalStateException("the value of " + key + " is not the one that was committed");
    }
  }
}
