package dev.faultline.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.litmus.Steps;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SyncNeedsTest {
  private static final int SEEDS = 60;

  /** All operations cut into atoms, whether they can be needed or not. */
  private static BitSet ofAll(
      BitSet forced, List<MicroOp> pending, Profile profile, Device device) {
    Atoms atoms = Atoms.forSync(pending, profile, device);
    BitSet set = new BitSet();
    for (int i = 0; i < atoms.size(); i++) {
      set.set(i, forced.get(atoms.get(i).opIndex()));
    }
    atoms.addNeeded(set);
    BitSet ops = new BitSet();
    set.stream().forEach(atom -> ops.set(atoms.get(atom).opIndex()));
    return ops;
  }

  private static List<MicroOp> operations(Consumer<Disk> calls) {
    List<MicroOp> operations = new ArrayList<>();
    calls.accept(
        new Disk(
            Image.empty(),
            Caller.counting(),
            entry -> {
              if (entry instanceof MicroOp op) {
                operations.add(op);
              }
            }));
    return operations;
  }

  @Test
  void what_is_left_out_is_never_needed() {
    int leftOut = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<MicroOp> pending = operations(disk -> RandomSteps.run(disk, random, 30));
      for (Profile profile : Profile.all()) {
        for (Device device : List.of(Device.SECTORS, new Device(4096, true, true))) {
          BitSet forced = new BitSet();
          forced.set(random.nextInt(pending.size()));
          forced.set(random.nextInt(pending.size()));
          assertThat(SyncNeeds.of(forced, pending, profile, device))
              .as("seed %d, %s, %s, %s of %s", seed, profile.name(), device, forced, pending)
              .isEqualTo(ofAll(forced, pending, profile, device));
          leftOut += pending.size() - SyncNeeds.concerned(forced, pending, profile).length;
        }
      }
    }
    assertThat(leftOut).isGreaterThan(4_000);
  }

  /** Each sync of a log once cut all that a program had written to a large other file. */
  @Test
  void data_of_other_files_costs_a_sync_nothing() {
    List<MicroOp> pending =
        operations(disk -> {
          Steps steps = new Steps(disk).create("large").create("log");
          for (int i = 0; i < 100; i++) {
            steps.append("large", 4096, 'a');
          }
          steps.append("log", 10, 'b');
        });
    BitSet forced = new BitSet();
    forced.set(pending.size() - 1);
    for (Profile profile : Profile.all()) {
      int concerned = SyncNeeds.concerned(forced, pending, profile).length;
      if (profile.dataInOrder()) {
        assertThat(concerned).isEqualTo(pending.size());
      } else {
        assertThat(concerned).isLessThan(10);
      }
    }
  }
}
