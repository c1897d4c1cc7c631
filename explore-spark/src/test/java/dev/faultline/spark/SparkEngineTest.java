package dev.faultline.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CheckpointStore;
import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider.Setup;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 22: a campaign on Spark comes to what it comes to on this JVM's threads. */
final class SparkEngineTest {
  private static final List<String> TOLD = new ArrayList<>();

  private static SparkEngine spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark = SparkEngine.open(new Setup("local[2]", Map.of(), List.of(), TOLD::add));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  static CampaignPlan plan(long seed, int worlds) {
    Tickets tickets = new Tickets();
    return CampaignPlan.of(tickets, new Settings(tickets.settings(), Map.of("most", "3")), seed)
        .withTarget(Tickets.class.getName())
        .withWorlds(worlds);
  }

  static void assertSame(CampaignResult result, CampaignPlan plan) {
    assertThat(result)
        .usingRecursiveComparison()
        .ignoringFields("realNanos", "survey.pace")
        .isEqualTo(new Campaign(plan).run());
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "swarm", "pos", "pct", "guided", "auto", "guided:round=100"})
  void all_violations_counts_and_hashes_are_the_same(String strategy) {
    CampaignPlan plan = plan(1, 300).withAll(true).withStrategy(Strategy.parse(strategy));
    CampaignResult result = new Campaign(plan, spark).run();

    assertThat(result.worlds()).isEqualTo(300);
    assertThat(result.violatingWorlds()).isPositive();
    assertThat(result.neverReached()).containsExactly("a free lunch");
    assertSame(result, plan);
    // The form that bench/run spark reads.
    assertThat(TOLD.getLast())
        .matches(
            "spark: 300 worlds in \\d+ ranges on 1 executors, 0 ranges run twice, \\d+ bytes"
                + " received.*; executors worked \\d+\\.\\d\\d s, the driver took \\d+\\.\\d\\d ms"
                + " of processor time a range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "auto", "guided"})
  void the_first_violation_is_that_of_the_lowest_seed(String strategy) {
    CampaignPlan plan = plan(50, 3000).withStrategy(Strategy.parse(strategy));
    CampaignResult result = new Campaign(plan, spark).run();

    assertThat(result.findings()).hasSize(1);
    assertSame(result, plan);
  }

  static List<CampaignPlan> long_campaigns() {
    CampaignPlan plan = plan(1, 600).withAll(true);
    return List.of(
        plan.withStrategy(Strategy.SWARM),
        plan.withStrategy(Strategy.parse("guided:round=64")),
        orders("none", "exhaustive:states", 5));
  }

  @ParameterizedTest
  @MethodSource("long_campaigns")
  void a_campaign_that_was_interrupted_goes_on_from_its_file(CampaignPlan plan) {
    CheckpointStore store = spark.checkpoint("file://" + folder.resolve("campaign"));
    assertThat(store).isInstanceOf(HadoopCheckpoint.class);
    Campaign[] campaign = new Campaign[1];
    Engine interrupted =
        (ignored, intake) ->
            spark.run(
                plan,
                new Watched(
                    intake,
                    part -> {
                      if (intake.first() > 0) {
                        campaign[0].interrupt();
                      }
                    }));
    campaign[0] = new Campaign(plan, interrupted);
    assertThat(campaign[0].resume(store)).isZero();
    assertThat(campaign[0].run().interrupted()).isTrue();

    Campaign second = new Campaign(plan, spark);
    assertThat(second.resume(spark.checkpoint("file://" + folder.resolve("campaign"))))
        .isBetween(1, plan.worlds() - 1);
    assertSame(second.run(), plan);
  }

  static List<CampaignPlan> of_every_kind() {
    CampaignPlan plan = plan(1, 600).withAll(true);
    return List.of(
        plan.withStrategy(Strategy.RANDOM),
        plan.withStrategy(Strategy.parse("guided:round=64")),
        arrivals("none", "exhaustive"),
        orders("none", "exhaustive:states", 4));
  }

  /** Ends the campaign when its program has begun so often. */
  private static CampaignPlan interrupting(CampaignPlan plan, int after, Runnable interrupt) {
    AtomicInteger begun = new AtomicInteger();
    Program program =
        world -> {
          if (begun.incrementAndGet() == after) {
            interrupt.run();
          }
          plan.program().build(world);
        };
    return new CampaignPlan(
        plan.target(),
        plan.settings(),
        program,
        plan.seed(),
        plan.worlds(),
        plan.duration(),
        plan.maxEvents(),
        plan.strategy(),
        plan.mix(),
        plan.jobs(),
        plan.all(),
        plan.recheckEvery(),
        plan.stuckAfter());
  }

  @ParameterizedTest
  @MethodSource("of_every_kind")
  void what_was_begun_here_goes_on_with_spark_and_then_here_again(CampaignPlan plan) {
    CheckpointStore here = CheckpointStore.file(folder.resolve("campaign"));
    CheckpointStore there = spark.checkpoint("file://" + folder.resolve("campaign"));
    Campaign[] campaign = new Campaign[1];
    // A search over states runs few worlds, each of which goes through many states.
    int runs = plan.target().equals(Orders.class.getName()) ? 4 : 60;
    campaign[0] = new Campaign(interrupting(plan, runs, () -> campaign[0].interrupt()));
    campaign[0].resume(here);
    assertThat(campaign[0].run().interrupted()).isTrue();

    AtomicInteger learnt = new AtomicInteger();
    Engine interrupted =
        (ignored, intake) ->
            spark.run(
                plan,
                new Watched(intake, part -> {}) {
                  @Override
                  public void learnt() {
                    super.learnt();
                    end();
                  }

                  @Override
                  public void take(Part part) {
                    super.take(part);
                    end();
                  }

                  private void end() {
                    if (learnt.incrementAndGet() == 2) {
                      campaign[0].interrupt();
                    }
                  }
                });
    campaign[0] = new Campaign(plan, interrupted);
    int first = campaign[0].resume(there);
    assertThat(campaign[0].run().interrupted()).isTrue();

    Campaign last = new Campaign(plan);
    assertThat(last.resume(here)).isGreaterThanOrEqualTo(first);
    assertSame(last.run(), plan);
  }

  static CampaignPlan arrivals(String never, String strategy) {
    Arrivals arrivals = new Arrivals();
    Map<String, String> given = Map.of("senders", "4", "never", never);
    return CampaignPlan.of(arrivals, new Settings(arrivals.settings(), given), 1)
        .withTarget(Arrivals.class.getName())
        .withWorlds(100_000)
        .withJobs(1)
        .withStrategy(Strategy.parse(strategy));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exhaustive", "exhaustive:unreduced"})
  void a_proof_is_the_same_proof(String strategy) {
    CampaignPlan plan = arrivals("none", strategy);
    CampaignResult result = new Campaign(plan, spark).run();

    // Eight messages, two of each sender: 8! / 2!^4.
    assertThat(result.worlds()).isEqualTo(2520);
    assertThat(Objects.requireNonNull(result.exploration()).summary())
        .contains("2520 schedules", "a proof");
    assertSame(result, plan);
  }

  @ParameterizedTest
  @ValueSource(strings = {"11224", "4433", "4321"})
  void the_first_violation_of_an_exhaustive_search_is_the_same(String never) {
    CampaignPlan plan = arrivals(never, "exhaustive");
    CampaignResult result = new Campaign(plan, spark).run();

    assertThat(result.findings()).hasSize(1);
    assertThat(Objects.requireNonNull(result.exploration()).proof()).isFalse();
    assertSame(result, plan);
  }

  @Test
  void an_exhaustive_search_that_runs_out_of_worlds_is_the_same() {
    // There are 1,891: those that begin with the violation are one.
    CampaignPlan plan = arrivals("2", "exhaustive").withAll(true).withWorlds(1700);
    CampaignResult result = new Campaign(plan, spark).run();

    assertThat(result.worlds()).isEqualTo(1700);
    assertThat(result.violatingWorlds()).isPositive();
    assertSame(result, plan);
  }

  static CampaignPlan orders(String never, String strategy, int senders) {
    Orders orders = new Orders();
    Map<String, String> given = Map.of("senders", "" + senders, "never", never);
    return CampaignPlan.of(orders, new Settings(orders.settings(), given), 1)
        .withTarget(Orders.class.getName())
        .withWorlds(200)
        .withStrategy(Strategy.parse(strategy));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exhaustive:states", "exhaustive:messages"})
  void a_proof_over_states_is_the_same_proof(String strategy) {
    CampaignPlan plan = orders("none", strategy, strategy.endsWith("states") ? 5 : 3);
    CampaignResult result = new Campaign(plan, spark).run();

    assertThat(result.campaignHash()).isEqualTo(new Campaign(plan).run().campaignHash());
    assertSame(result, plan);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "53", "2431"})
  void the_first_violation_of_a_search_over_states_is_the_same(String never) {
    CampaignPlan plan = orders(never, "exhaustive:states", 5);
    CampaignResult result = new Campaign(plan, spark).run();

    assertThat(result.findings()).hasSize(1);
    assertSame(result, plan);
  }

  @Test
  void a_search_over_states_that_would_run_worlds_anew_is_refused() {
    CampaignPlan plan = plan(1, 10).withStrategy(Strategy.parse("exhaustive:states"));
    assertThatThrownBy(new Campaign(plan, spark)::run)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("exhaustive:states")
        .hasMessageContaining("local engine");
  }

  @Test
  void a_scenario_that_is_not_found_by_its_name_is_refused() {
    CampaignPlan plan = plan(1, 10).withTarget("nowhere");
    assertThatThrownBy(new Campaign(plan, spark)::run)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no target 'nowhere'");
  }

  @Test
  void a_plan_with_faults_that_its_name_does_not_bring_back_is_refused() {
    CampaignPlan plan = plan(1, 10).withMix(FaultMix.DEFAULT.withChance(0.9));
    assertThatThrownBy(new Campaign(plan, spark)::run)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("other faults");
  }

  @Test
  void another_version_of_the_users_jar_is_refused_and_so_is_one_that_did_not_come()
      throws IOException {
    Path mine = Files.writeString(folder.resolve("app.jar"), "mine");
    Code code = Code.ofDriver(List.of(mine));
    Path there = Path.of(SparkFiles.getRootDirectory(), "app.jar");
    assertThat(code.differsHere()).contains("did not get app.jar");
    try {
      Files.writeString(there, "theirs");
      assertThat(code.differsHere()).contains("another app.jar");
      Files.writeString(there, "mine");
      assertThat(code.differsHere()).isNull();
    } finally {
      Files.deleteIfExists(there);
    }
  }

  @Test
  void errands_are_answered_in_the_order_of_the_requests_however_many_there_are() {
    List<String> answers = new ArrayList<>();
    spark.errands(
        Doubling.class,
        IntStream.range(0, 1_000).mapToObj(i -> ("" + i).getBytes(UTF_8)).iterator(),
        answer -> answers.add(new String(answer, UTF_8)));

    assertThat(answers)
        .containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj(i -> "" + i + i).toList());
  }

  @Test
  void an_errand_that_fails_is_one_line() {
    assertThatThrownBy(
            () -> spark.errands(Doubling.class, List.of(new byte[0]).iterator(), answer -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("nothing to double")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"moon://1", "local[0]", "local[99999999]", "local-cluster[0,1,2048]"})
  void a_master_that_there_is_not_is_refused_with_those_that_there_are(String master) {
    assertThatThrownBy(() -> SparkEngine.open(new Setup(master, Map.of(), List.of(), TOLD::add)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the master is '" + master)
        .hasMessageContaining("local[N]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.executor.memory=abc",
        "spark.executor.cores=two",
        "spark.speculation=perhaps",
        "spark.task.cpus=0.5",
        "spark.network.timeout=long"
      })
  void a_setting_that_spark_cannot_read_is_one_line_before_anything_is_started(String setting) {
    String[] both = setting.split("=", 2);
    Map<String, String> given = Map.of(both[0], both[1]);
    Setup setup = new Setup("spark://127.0.0.1:1", given, List.of(), TOLD::add);
    assertThatThrownBy(() -> SparkEngine.open(setup))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the setting " + setting)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"k8s://https://127.0.0.1:1", "yarn"})
  void a_spark_that_does_not_know_its_master_is_told(String master) {
    assertThatThrownBy(() -> SparkEngine.open(new Setup(master, Map.of(), List.of(), TOLD::add)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(master)
        .hasMessageContaining("a whole distribution of Spark 4.2");
  }

  @Test
  void a_master_that_does_not_answer_is_refused() {
    assertThatThrownBy(() ->
            SparkEngine.open(new Setup("spark://127.0.0.1:1", Map.of(), List.of(), TOLD::add)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("spark://127.0.0.1:1 does not answer");
  }
}
