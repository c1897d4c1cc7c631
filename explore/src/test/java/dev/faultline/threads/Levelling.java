package dev.faultline.threads;

import dev.faultline.explore.Engine;
import dev.faultline.explore.Ranges;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Levels;
import dev.faultline.explore.campaign.Levels.Owned;
import dev.faultline.explore.campaign.Levels.Step;
import dev.faultline.explore.campaign.Levels.Tried;
import dev.faultline.explore.campaign.PartCodec;
import dev.faultline.explore.exhaustive.LevelWork;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Runs the levels of a search over states as other JVMs would: any number of partitions, whose
 * answers and blocks come in any order, and which do some of it twice.
 */
final class Levelling implements Engine {
  private final Random random;
  private final long seed;

  /** How often events were counted, since no more were allowed. */
  int counted;

  /** How often a level was tried again. */
  int again;

  /** Of how many blocks that have something in them one is lost; 0 for none. */
  private int loses;

  Levelling(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** One that loses a block on its way. */
  static Levelling losing(long seed, int block) {
    Levelling levelling = new Levelling(seed);
    levelling.loses = block;
    return levelling;
  }

  @Override
  public void run(CampaignPlan plan, Intake intake) {
    Levels levels = Objects.requireNonNull(intake.levels());
    Ranges ranges = new Ranges(plan);
    int partitions = 1 + random.nextInt(7);
    int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 500);
    Step step = levels.begin();
    List<Owned> owned = new ArrayList<>();
    List<Tried> tried = List.of();
    for (int i = 0; i < partitions; i++) {
      owned.add(shipped(levels.begins(i, partitions)));
    }
    while (step != Step.DONE) {
      byte[] request = levels.request();
      switch (step) {
        case TRY -> {
          again += tried.isEmpty() ? 0 : 1;
          tried = new ArrayList<>();
          for (Owned each : owned) {
            LevelWork.Runner runner =
                (recipe, states) -> {
                  Ranges.Ran ran = ranges.run(0, states, recipe);
                  return new LevelWork.Ran(PartCodec.encode(ran.part(), plan.mix()), ran.shown());
                };
            tried.add(shipped(LevelWork.tries(each, request, partitions, most, runner)));
          }
          step = levels.tried(shuffled(tried.stream().map(Tried::told).toList()));
        }
        case COUNT -> {
          counted++;
          List<byte[]> counts = new ArrayList<>();
          for (int i = 0; i < partitions; i++) {
            counts.add(LevelWork.counts(owned.get(i), tried.get(i), request));
          }
          step = levels.counted(shuffled(counts));
        }
        case SETTLE -> {
          List<Owned> next = new ArrayList<>();
          for (int i = 0; i < partitions; i++) {
            int to = i;
            List<byte[]> blocks =
                tried.stream()
                    .map(each -> each.blocks()[to])
                    .filter(block -> block.length == 0 || --loses != 0)
                    .toList();
            if (random.nextInt(4) == 0) {
              LevelWork.settles(owned.get(i), shuffled(blocks), request);
            }
            next.add(shipped(LevelWork.settles(owned.get(i), shuffled(blocks), request)));
          }
          owned = next;
          tried = List.of();
          step = levels.settled(shuffled(owned.stream().map(Owned::told).toList()));
        }
        case DONE -> throw new IllegalStateException();
      }
    }
    intake.take(levels.searched());
    if (levels.ends() != null) {
      Searching.search(plan, Objects.requireNonNull(levels.ends()), intake, new Random(seed));
    }
  }

  private <T> List<T> shuffled(List<T> all) {
    List<T> other = new ArrayList<>(all);
    Collections.shuffle(other, random);
    return other;
  }

  @SuppressWarnings("unchecked")
  private static <T> T shipped(T object) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(object);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (T) in.readObject();
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
