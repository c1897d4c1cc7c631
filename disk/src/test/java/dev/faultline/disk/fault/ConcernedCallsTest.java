package dev.faultline.disk.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A file system that asks about concerned calls alone has the same faults as one that asks about
 * all.
 */
class ConcernedCallsTest {
  private static final int RUNS = 3_000;
  private static final int CALLS = 60;

  private static final List<String> RULES =
      List.of(
          "fail write errno=EIO path=/a nth=2..",
          "fail fsync errno=EIO path=/b",
          "fail read,write errno=EIO probability=0.3 path=/b",
          "short write bytes=7 path=/c",
          "delay fdatasync time=1ms path=/a",
          "latent path=/a offset=0..4095 times=1",
          "sync-failure path=/b errno=EIO aftermath=late times=2",
          "sync-failure path=/c errno=ENOSPC times=1",
          "quota bytes=20000 path=/b",
          "quota bytes=20000 path=/c at=sync",
          "read-only write path=/c nth=3 times=1",
          "shutdown write path=/b nth=4 times=1",
          "fail rename errno=EIO to=/a",
          "torn-group write path=/a group=2 keep=1");

  private static final List<FileCall> KINDS =
      List.of(
          FileCall.READ,
          FileCall.WRITE,
          FileCall.FSYNC,
          FileCall.FDATASYNC,
          FileCall.FLUSH,
          FileCall.RELEASE,
          FileCall.FALLOCATE);

  @Test
  void what_is_not_concerned_would_have_met_nothing_and_changed_nothing() {
    long first = Long.getLong("faultline.seed", System.nanoTime());
    System.out.println("seed " + first + " (-Dfaultline.seed)");
    int spared = 0;
    for (int run = 0; run < RUNS; run++) {
      spared += compare(new Random(first + run), first + run);
    }
    assertThat(spared).isGreaterThan(RUNS * CALLS / 10);
  }

  /** How many calls the second was not asked about. */
  private static int compare(Random random, long seed) {
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      texts.add(RULES.get(random.nextInt(RULES.size())));
    }
    List<FaultRule> rules = FaultRules.parse(String.join("\n", texts));
    Faults all = new Faults(rules, seed, Aftermath.CLEAN);
    Faults concerned = new Faults(rules, seed, Aftermath.CLEAN);
    TreeMap<String, Boolean> known = new TreeMap<>();
    int spared = 0;
    for (int file = 1; file <= 3; file++) {
      all.opened(file, file);
      concerned.opened(file, file);
    }
    for (int i = 0; i < CALLS; i++) {
      if (i == CALLS / 2 && random.nextBoolean()) {
        FaultRule gone = rules.get(random.nextInt(rules.size()));
        all.remove(gone);
        concerned.remove(gone);
        known.clear();
      }
      Request request = request(random);
      boolean isConcerned =
          known.computeIfAbsent(
              request.call() + request.path(),
              any -> concerned.concerns(request.call(), request.path()));
      Injection met = all.next(request);
      assertThat(isConcerned ? concerned.next(request) : Injection.none(request.length()))
          .as("seed %d, rules %s, call %d: %s", seed, texts, i, request)
          .isEqualTo(met);
      spared += isConcerned ? 0 : 1;
    }
    assertThat(concerned.warnings()).as("seed %d, rules %s", seed, texts).isEqualTo(all.warnings());
    assertThat(tallies(concerned)).as("seed %d", seed).isEqualTo(tallies(all));
    return spared;
  }

  private static String tallies(Faults faults) {
    return faults.rules().stream()
        .map(rule -> faults.tally(rule).toString())
        .collect(Collectors.joining(", "));
  }

  private static Request request(Random random) {
    int file = 1 + random.nextInt(3);
    String path = "/" + "abcd".charAt(random.nextInt(10) == 0 ? 3 : file - 1);
    FileCall call = KINDS.get(random.nextInt(KINDS.size()));
    long size = random.nextInt(30_000);
    if (call == FileCall.READ || call == FileCall.WRITE) {
      return Request.data(
          call, path, file, file, random.nextInt(30_000), 1 + random.nextInt(9_000), size);
    }
    Request request = Request.through(call, path, file, file, size);
    return call == FileCall.FALLOCATE ? request.growing(random.nextInt(9_000)) : request;
  }
}
