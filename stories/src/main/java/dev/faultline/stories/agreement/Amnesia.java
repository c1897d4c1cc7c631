package dev.faultline.stories.agreement;

import dev.faultline.guard.record.Entry;
import dev.faultline.guard.record.QuorumRead;
import dev.faultline.guard.record.QuorumRead.Outcome;
import dev.faultline.guard.record.Seal;
import dev.faultline.guard.version.Stamp;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Crash-stop against crash-recovery: replicas that come back without what they had promised. */
public final class Amnesia extends ShortStory {
  private static final int LASTS = 120;
  private static final int STEPS = 20;
  private static final int RESTARTS_AT = 20;
  private static final int KEYS = 100;
  private static final List<String> NAMES = List.of("a", "b", "c");

  public Amnesia() {
    super(
        new Words(
            "amnesia",
            "Crash-stop is not crash-recovery",
            "A majority has each write in memory, and one of three may crash: nothing is lost.",
            "Published protocols for replicas without disks could lose finished writes after"
                + " restarts; Raft requires that term, vote and log are on disk before an answer.",
            "Michael et al., Recovering Shared Objects Without Stable Storage, DISC 2017",
            "Replicas are restarted one after the other. How many reads miss a finished write?",
            List.of("none", "fewer than 10", "10 or more"),
            "The proof is for processes that crash and stay away. One that comes back empty still"
                + " counts as a member: of the two that had the write, one has forgotten it and"
                + " answers as if it had never been.",
            List.of(
                "- memory.put(key, value);",
                "+ log.append(key, value);",
                "+ log.sync();                      // before the answer",
                "  send(from, new Written());"),
            "What a member has said it must know again after a crash: it syncs before it answers."
                + " If it has lost its disk it is a new member, with a new name.",
            "a sync for each write, or for all that wait",
            "QuorumRead, and a synced log: dev.faultline.guard.group",
            "--set loss=0"),
        List.of(
            new Parameter("down", " s", 1, 0.1, 9, "how long a restart takes"),
            new Parameter("loss", " %", 20, 0, 60, "messages that are lost")),
        List.of(
            Guard.of("none", "memory", "forgets its answers"),
            Guard.of("disk", "synced log", "comes back as it was")),
        "disk",
        List.of("missed", "restarts"),
        new Atlas("down", Atlas.range(0.1, 8.1, 17), "loss", Atlas.range(0, 40, 9)));
  }

  @Override
  public String system(Values values) {
    return "100 registers on three replicas, 20 writes and reads a second, each with two answers. %s of all messages are lost. From 20 s on a replica is restarted every 10 s, which takes %s."
        .formatted(values.text("loss"), values.text("down"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double loss = scene.values().get("loss") / 100;
    double down = scene.values().get("down");
    byte[][][] stored = new byte[NAMES.size()][KEYS][];
    long[] finished = new long[KEYS];
    Tally tally = new Tally("right", "missed", LASTS);
    int restarts = 0;
    double downUntil = 0;
    for (int step = 0; step < LASTS * STEPS; step++) {
      double at = (double) step / STEPS;
      if (at >= RESTARTS_AT + 10 * restarts) {
        if (scene.guard().equals("none")) {
          stored[restarts % NAMES.size()] = new byte[KEYS][];
        }
        restarts++;
        downUntil = at + down;
        if (restarts <= 3) {
          tally.mark(at, downUntil, "a restart");
        }
      }
      int isDown = at < downUntil ? (restarts - 1) % NAMES.size() : -1;
      int key = random.nextInt(KEYS);
      byte[] sealed = Seal.seal(Entry.of("key", new Stamp(step + 1, "client"), bytes(step + 1)));
      int answers = 0;
      for (int i = 0; i < NAMES.size(); i++) {
        if (i != isDown && random.nextDouble() >= loss) {
          stored[i][key] = sealed;
          answers++;
        }
      }
      finished[key] = answers >= 2 ? step + 1 : finished[key];
      int other = random.nextInt(KEYS);
      long read = read(stored, other, isDown, loss, random);
      if (read < 0 || read >= finished[other]) {
        tally.well(at);
      } else {
        tally.wrong(at);
      }
    }
    return tally.run(
        10,
        "No read misses a finished write.",
        text("%,d reads miss a write that had been finished.", tally.wrongs()),
        text("%d", restarts));
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** What a read by two gives, 0 for nothing; -1 without two answers. */
  private static long read(
      byte[][][] stored, int key, int isDown, double loss, SplittableRandom random) {
    QuorumRead read = new QuorumRead("key", NAMES, 2);
    int first = random.nextInt(NAMES.size());
    for (int i = 0; i < NAMES.size() && read.outcome() instanceof Outcome.Waiting; i++) {
      int replica = (first + i) % NAMES.size();
      if (replica != isDown && random.nextDouble() >= loss) {
        byte @Nullable [] sealed = stored[replica][key];
        read.answered(NAMES.get(replica), sealed);
      }
    }
    return switch (read.outcome()) {
      case Outcome.Found(var entry) -> ByteBuffer.wrap(entry.value()).getLong();
      case Outcome.Absent() -> 0;
      case Outcome.Waiting(), Outcome.Unreadable _ -> -1;
    };
  }
}
