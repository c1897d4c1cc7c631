package dev.faultline.sim.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Disk;
import dev.faultline.disk.Entry;
import dev.faultline.disk.Image;
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
 * Issue 15: a store is the disk's model under {@code posix-minimal} for a program that keeps values
 * and no files: its keys are attributes of one inode, which change one by one, each as a whole, and
 * a sync is one of that inode. A crash may leave the very same states.
 */
final class StoreOnDiskModelTest {
  private static final List<String> KEYS = List.of("a", "b", "c");
  private static final int PROGRAMS = 400;
  private static final int STEPS = 12;
  private static final int MOST_UNSYNCED = 8;

  /** A write; with value 0 it takes the key away, and without a key it is a sync. */
  private record Step(String key, int value) {
    boolean syncs() {
      return key.isEmpty();
    }

    boolean removes() {
      return value == 0;
    }
  }

  private static List<Step> program(SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    int unsynced = 0;
    for (int i = 1; i <= STEPS; i++) {
      boolean syncs = random.nextInt(6) == 0;
      if (!syncs && unsynced == MOST_UNSYNCED) {
        break;
      }
      unsynced = syncs ? 0 : unsynced + 1;
      String key = syncs ? "" : KEYS.get(random.nextInt(KEYS.size()));
      steps.add(new Step(key, random.nextInt(4) == 0 ? 0 : i));
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
    for (Step step : program) {
      if (step.syncs()) {
        store.sync(store.written());
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

  @Test
  void a_crash_may_leave_of_a_store_what_the_disks_model_leaves_of_it_and_nothing_else() {
    int several = 0;
    for (long seed = 1; seed <= PROGRAMS; seed++) {
      List<Step> program = program(new SplittableRandom(seed));
      TreeSet<String> expected = ofModel(program);
      assertThat(ofStore(program)).as("seed %d: %s", seed, program).isEqualTo(expected);
      several += expected.size() > 4 ? 1 : 0;
    }
    assertThat(several).isGreaterThan(PROGRAMS / 2);
  }
}
