package dev.faultline.cli;

import dev.faultline.chaos.plan.PlanException;
import dev.faultline.chaos.plan.PlanReader;
import dev.faultline.core.plan.FaultPlan;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scenario whose worlds play a plan of a file. The plan's faults take the place of the bigger
 * ones that the adversary would draw; it still loses, doubles and delays messages, and orders
 * events.
 */
final class PlannedScenario implements Scenario {
  /** The setting with the plan's file, by which a replay file names it. */
  static final String SETTING = "fault-plan";

  /** For what the program starts, and what it asks for after the plan's quiet time. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  private final Scenario scenario;
  private final FaultPlan plan;

  private PlannedScenario(Scenario scenario, FaultPlan plan) {
    this.scenario = scenario;
    this.plan = plan;
  }

  /**
   * The scenario with the plan of a file; without a file the scenario itself.
   *
   * @throws UsageException where the plan makes no sense or has what only real processes have, with
   *     file, line and column
   */
  static Scenario of(Scenario scenario, @Nullable String file) {
    if (file == null) {
      return scenario;
    }
    try {
      return new PlannedScenario(scenario, PlanReader.read(Path.of(file)).onAnyGround());
    } catch (PlanException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** As it was explored, by what its replay file has. */
  static Scenario of(Scenario scenario, Map<String, String> settings) {
    return of(scenario, settings.get(SETTING));
  }

  @Override
  public String name() {
    return scenario.name();
  }

  @Override
  public String description() {
    return scenario.description();
  }

  @Override
  public List<Setting> settings() {
    List<Setting> settings = new ArrayList<>(scenario.settings());
    settings.add(new Setting(SETTING, "", "the fault plan that its worlds play"));
    return settings;
  }

  @Override
  public int worlds() {
    return scenario.worlds();
  }

  /** What the scenario has to do after healing it can do after the plan. */
  @Override
  public Duration duration() {
    Duration quiet = plan.quiet().limit().plus(AFTERWARDS);
    Duration own = scenario.duration();
    return plan.duration().plus(own.compareTo(quiet) > 0 ? own : quiet);
  }

  @Override
  public FaultMix faults() {
    return scenario.faults().withChance(0);
  }

  @Override
  public Strategy strategy() {
    return scenario.strategy();
  }

  @Override
  public Program program(Settings settings) {
    return new Planned(scenario.program(settings), plan);
  }

  private record Planned(Program program, FaultPlan plan) implements Program {
    @Override
    public void build(World world) {
      program.build(world);
      world.impose(plan);
    }
  }
}
