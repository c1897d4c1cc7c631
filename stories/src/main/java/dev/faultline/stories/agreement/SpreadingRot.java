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
import java.util.List;
import java.util.SplittableRandom;

/** Bit rot that replicates: a repair copies the rotten record over the sound ones. */
public final class SpreadingRot extends ShortStory {
  private static final int LASTS = 120;
  private static final int ROTS_AT = 20;
  private static final int KEYS = 100;
  private static final int READS = 20;
  private static final List<String> NAMES = List.of("r0", "r1", "r2");

  /** Where the value is: before the checksum, which has four bytes. */
  private static final int FROM_END = 5;

  public SpreadingRot() {
    super(
        new Words(
            "spreading-rot",
            "Bit rot that replicates",
            "There are three copies: when one is damaged, the two others have it right.",
            "Reports at ScyllaDB and StarRocks tell of damaged data that was copied from one"
                + " replica to others.",
            "scylladb #23901; StarRocks #77479",
            "Bits flip in 20 records of one replica. How many of 2,000 reads are wrong?",
            List.of("none", "fewer than 50", "50 or more"),
            "Read repair sees two copies that differ and makes them equal. Both have the same time,"
                + " so it takes one of them, and that may be the damaged one. Then two are damaged,"
                + " and the majority is wrong.",
            List.of(
                "- byte[] value = replica.read(key);",
                "+ byte[] sealed = replica.read(key);",
                "+ read.answered(replica, sealed);   // opens the seal",
                "+ read.repairs().forEach(this::send);"),
            "The writer seals the record, and whoever reads or copies it opens the seal first. A"
                + " broken one counts as no answer, the read is answered by the others, and the"
                + " damaged copy is written again.",
            "four bytes a record, and a checksum for each read",
            "dev.faultline.guard.record.Seal, QuorumRead",
            "--set rots=0"),
        List.of(
            new Parameter("rots", "", 20, 0, 50, "records of one replica in which a bit flips"),
            new Parameter("asked", "", 2, 2, 3, "replicas that a read asks")),
        List.of(
            Guard.of("none", "make equal", "with either of them"),
            Guard.of("seal", "seals", "rot is no answer")),
        "seal",
        List.of("wrong reads", "rotten copies"),
        new Atlas("rots", Atlas.range(0, 19, 20), "asked", List.of(2.0, 3.0)));
  }

  @Override
  public String system(Values values) {
    return "100 records on three replicas, 20 reads a second, each of %s replicas, which are made equal where they differ. At 20 s a bit flips in %s records of the first replica."
        .formatted(values.text("asked"), values.text("rots"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    byte[][][] stored = new byte[NAMES.size()][KEYS][];
    for (int key = 0; key < KEYS; key++) {
      for (byte[][] replica : stored) {
        replica[key] = sealed(key);
      }
    }
    Tally tally = new Tally("right", "wrong", LASTS);
    tally.mark(ROTS_AT, ROTS_AT, "bits flip");
    for (int read = 0; read < LASTS * READS; read++) {
      double at = (double) read / READS;
      if (read == ROTS_AT * READS) {
        for (int key = 0; key < scene.values().count("rots"); key++) {
          stored[0][key][stored[0][key].length - FROM_END] ^= 1;
        }
      }
      int key = random.nextInt(KEYS);
      int first = random.nextInt(NAMES.size());
      int asked = scene.values().count("asked");
      int value =
          scene.guard().equals("seal")
              ? withSeals(stored, key, first)
              : madeEqual(stored, key, first, asked, random);
      if (value == key) {
        tally.well(at);
      } else {
        tally.wrong(at);
      }
    }
    int copies = 0;
    for (int key = 0; key < KEYS; key++) {
      copies += value(stored[1][key]) == key ? 0 : 1;
      copies += value(stored[2][key]) == key ? 0 : 1;
    }
    return tally.run(
        50,
        "No read is wrong, and no other replica has a rotten record.",
        text(
            "%,d reads are wrong; at the end other replicas have %d rotten records.",
            tally.wrongs(), copies),
        text("%d", copies));
  }

  private static byte[] sealed(int key) {
    return Seal.seal(Entry.of("key-" + key, new Stamp(1, "writer"), new byte[] {(byte) key}));
  }

  private static int value(byte[] sealed) {
    return sealed[sealed.length - FROM_END];
  }

  /** Takes one of the copies that were asked, and writes it to the others. */
  private static int madeEqual(
      byte[][][] stored, int key, int first, int asked, SplittableRandom random) {
    byte[] taken = stored[(first + random.nextInt(asked)) % NAMES.size()][key];
    for (int i = 0; i < asked; i++) {
      stored[(first + i) % NAMES.size()][key] = taken.clone();
    }
    return value(taken);
  }

  /** Asks a third where one of the two is rotten. */
  private static int withSeals(byte[][][] stored, int key, int first) {
    QuorumRead read = new QuorumRead("key-" + key, NAMES, 2);
    for (int i = 0; i < NAMES.size() && read.outcome() instanceof Outcome.Waiting; i++) {
      int replica = (first + i) % NAMES.size();
      read.answered(NAMES.get(replica), stored[replica][key]);
    }
    read.repairs()
        .forEach(
            repair -> stored[NAMES.indexOf(repair.replica())][key] = Seal.seal(repair.entry()));
    return read.outcome() instanceof Outcome.Found(var entry) ? entry.value()[0] : -1;
  }
}
