package dev.faultline.sim.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Disk;
import dev.faultline.disk.Entry;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import dev.faultline.disk.Profile;
import dev.faultline.disk.Unsynced;
import dev.faultline.sim.content.TraceHash;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Issue 15: a store lies on the disk's model under {@code posix-minimal}, for a program that keeps
 * values and no files. A crash may leave what it may leave of attributes of one inode, which change
 * one by one, each as a whole; and, where syncs fail, of files that hold one value each.
 */
final class StoreOnDiskModelTest {
  private static final List<String> KEYS = List.of("a", "b", "c");
  private static final int PROGRAMS = 200;
  private static final int STEPS = 12;
  private static final int MOST_UNSYNCED = 7;

  /**
   * A write; with value 0 it takes the key away, and without a key it is a sync, whose value is 0
   * where it succeeds; else its bits say which of the writes it makes durable.
   */
  private record Step(String key, int value) {
    boolean fails() {
      return syncs() && value != 0;
    }

    boolean saves(int write) {
      return (value >> write & 1) == 1;
    }

    boolean syncs() {
      return key.isEmpty();
    }

    boolean removes() {
      return value == 0;
    }
  }

  private static List<Step> program(SplittableRandom random, boolean failing) {
    List<Step> steps = new ArrayList<>();
    int unsynced = 0;
    for (int i = 1; i <= STEPS; i++) {
      boolean syncs = random.nextInt(6) == 0;
      if (!syncs && unsynced == MOST_UNSYNCED) {
        break;
      }
      unsynced = syncs ? 0 : unsynced + 1;
      String key = syncs ? "" : KEYS.get(random.nextInt(KEYS.size()));
      int value = random.nextInt(4) == 0 ? 0 : i;
      boolean fails = failing && random.nextBoolean();
      steps.add(
          new Step(key, syncs ? fails ? 1 << MOST_UNSYNCED | random.nextInt(256) : 0 : value));
    }
    return steps;
  }

  private static SimStore store(List<Step> program) {
    SimStore store =
        new SimStore(
            new TraceHash(),
            (key, value) -> {
              throw new AssertionError(key + " has changed");
            });
    long[] synced = {0};
    for (Step step : program) {
      if (step.fails()) {
        store.syncFailed(store.written(), write -> step.saves((int) (write - synced[0])));
        synced[0] = store.written();
      } else if (step.syncs()) {
        store.sync(store.written());
        synced[0] = store.written();
      } else if (step.removes()) {
        store.remove(step.key());
      } else {
        store.put(step.key(), step.value());
      }
    }
    return store;
  }

  /** What crashes may leave, every choice of writes tried. */
  private static TreeSet<String> ofStore(List<Step> program) {
    TreeSet<String> states = new TreeSet<>();
    int undecided = store(program).undecidedWrites();
    for (int kept = 0; kept < 1 << undecided; kept++) {
      SimStore store = store(program);
      int[] left = {kept};
      store.crash(write -> {
        boolean survives = (left[0] & 1) == 1;
        left[0] >>= 1;
        return survives;
      });
      states.add(store.range("", "~").toString());
    }
    return states;
  }

  private static TreeSet<String> ofModel(List<Step> program) {
    Unsynced unsynced = new Unsynced(Image.empty(), Profile.POSIX_MINIMAL, Device.SECTORS);
    Disk disk = new Disk(Image.empty(), Caller.counting(), unsynced::accept);
    for (Step step : program) {
      if (step.syncs()) {
        disk.sync(Image.ROOT, Entry.Scope.ALL, "/");
      } else {
        disk.attribute(Image.ROOT, step.key(), step.removes() ? null : step.value(), "/");
      }
    }
    TreeSet<String> states = new TreeSet<>();
    boolean all =
        new CrashStates(unsynced)
            .forEach(state -> {
              TreeMap<String, Object> left = new TreeMap<>(state.image().root().attributes());
              left.keySet().retainAll(KEYS);
              states.add(left.toString());
              return true;
            });
    assertThat(all).isTrue();
    return states;
  }

  /**
   * The same of files of one byte, one for each key: the kernel writes out each write for itself,
   * and can do so or not.
   */
  private static TreeSet<String> ofFiles(List<Step> program) {
    Unsynced unsynced = new Unsynced(Image.empty(), Profile.POSIX_MINIMAL, Device.SECTORS);
    Disk disk = new Disk(Image.empty(), Caller.counting(), unsynced::accept);
    List<Long> files = new ArrayList<>();
    for (String key : KEYS) {
      files.add(disk.create(Image.ROOT, key, FileKind.FILE, "", 0600, key));
      disk.resize(files.getLast(), 1, key);
    }
    disk.sync(Image.ROOT, Entry.Scope.EVERYTHING, "/");
    List<Step> writes = new ArrayList<>();
    for (Step step : program) {
      if (!step.syncs()) {
        writes.add(step);
        continue;
      }
      for (int i = 0; i < writes.size(); i++) {
        long file = files.get(KEYS.indexOf(writes.get(i).key()));
        disk.write(file, 0, new byte[] {(byte) writes.get(i).value()}, "");
        if (!step.fails() || step.saves(i)) {
          disk.sync(file, Entry.Scope.DATA, "");
        } else {
          disk.unwritten(file, 0, 1, "");
        }
      }
      writes.clear();
    }
    for (Step write : writes) {
      long file = files.get(KEYS.indexOf(write.key()));
      disk.write(file, 0, new byte[] {(byte) write.value()}, "");
    }
    TreeSet<String> states = new TreeSet<>();
    boolean all = new CrashStates(unsynced).forEach(state -> states.add(values(state)) || true);
    assertThat(all).isTrue();
    return states;
  }

  private static String values(CrashState state) {
    TreeMap<String, Object> left = new TreeMap<>();
    for (String key : KEYS) {
      Inode file = state.image().at(key);
      int value = file == null ? 0 : file.content()[0];
      if (value != 0) {
        left.put(key, value);
      }
    }
    return left.toString();
  }

  @Test
  void a_crash_may_leave_of_a_store_what_the_disks_model_leaves_of_it_and_nothing_else() {
    int several = 0;
    for (long seed = 1; seed <= PROGRAMS; seed++) {
      List<Step> program = program(new SplittableRandom(seed), false);
      TreeSet<String> expected = ofModel(program);
      assertThat(ofStore(program)).as("seed %d: %s", seed, program).isEqualTo(expected);
      several += expected.size() > 4 ? 1 : 0;
    }
    assertThat(several).isGreaterThan(PROGRAMS / 2);
  }

  @Test
  void a_crash_after_failed_syncs_leaves_what_the_disks_model_leaves_of_files() {
    int failed = 0;
    for (long seed = 1; seed <= PROGRAMS; seed++) {
      List<Step> program = program(new SplittableRandom(seed), true);
      assertThat(ofStore(program)).as("seed %d: %s", seed, program).isEqualTo(ofFiles(program));
      failed += program.stream().anyMatch(Step::fails) ? 1 : 0;
    }
    assertThat(failed).isGreaterThan(PROGRAMS / 3);
  }

  @Test
  void a_write_that_survives_has_the_earlier_ones_to_its_key_in_it() {
    SimStore store =
        store(List.of(new Step("a", 1), new Step("b", 2), new Step("a", 3), new Step("a", 4)));
    List<String> lost = store.crash(write -> write == 2);
    assertThat(store.range("", "~")).hasToString("{a=3}");
    assertThat(lost).containsExactly("put a", "put b", "put a");
  }
}
