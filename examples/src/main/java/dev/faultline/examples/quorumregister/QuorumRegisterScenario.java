package dev.faultline.examples.quorumregister;

import static dev.faultline.sim.workload.Consistency.linearizable;
import static dev.faultline.sim.workload.Registers.read;
import static dev.faultline.sim.workload.Registers.register;
import static dev.faultline.sim.workload.Registers.write;

import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.Clients;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.setup.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A register that survives the crash of a minority of its members, and changes of members:
 * linearizable, as long as quorums meet, readers write back what they read, writers learn from a
 * quorum which tag is the newest, and new members are decided and told before the old ones are
 * over. Each can be left out with {@code --set mistake=…}.
 */
public final class QuorumRegisterScenario implements Scenario {
  static final Object INITIAL = 0;

  private static final int CLIENTS = 3;
  private static final int OPERATORS = 2;

  /** Processes that are no members at first. */
  private static final int SPARE = 2;

  private static final List<String> PLACES = List.of("one", "zones", "continents");

  @Override
  public String name() {
    return "quorum-register";
  }

  @Override
  public String description() {
    return "A register on majorities (ABD) whose members change; right, or with a mistake planted.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("mistake", "none", Mistake.texts()),
        new Setting("replicas", "3", "how many members, 2 to 9"),
        new Setting("changes", "2", "how often each of two operators changes the members"),
        new Setting("places", "one", "where replicas are: " + String.join(", ", PLACES)),
        new Setting("operations", "12", "how many operations each of three clients calls"));
  }

  @Override
  public int worlds() {
    return 5_000;
  }

  /** Faults as short as the operations that they are to hit. */
  @Override
  public FaultMix faults() {
    return FaultMix.DEFAULT
        .withRates(new FaultRates(0.02, 0.005, 0, Duration.ofMillis(60)))
        .withDurations(Duration.ofMillis(5), Duration.ofSeconds(1));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Program program(Settings settings) {
    Mistake mistake = Mistake.parse(settings.text("mistake"));
    int replicas = settings.number("replicas", 2, 9);
    int count = settings.number("operations", 1, 200);
    int changes = settings.number("changes", 0, 100);
    String places = settings.text("places");
    if (!PLACES.contains(places)) {
      throw new UsageException(
          "setting places is '" + places + "', expected one of " + String.join(", ", PLACES));
    }
    return world -> build(world, mistake, replicas, changes, places, count);
  }

  /** Replicas in a zone of a cloud each, or half of them on either side of the Atlantic. */
  private static void place(Network network, List<Address> replicas, String places) {
    switch (places) {
      case "zones" -> network.within(replicas, Route.BETWEEN_ZONES);
      case "continents" -> {
        int half = replicas.size() / 2;
        network.between(
            replicas.subList(0, half),
            replicas.subList(half, replicas.size()),
            Route.TRANSATLANTIC);
      }
      default -> {}
    }
  }

  private static void build(
      World world,
      Mistake mistake,
      int count,
      int changes,
      String places,
      int operationsPerClient) {
    world.model(SystemModel.partiallySynchronous().crashRecovery((count - 1) / 2).fairLossLinks());
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count + (changes > 0 ? SPARE : 0); i++) {
      names.add("replica-" + i);
    }
    List<String> first = List.copyOf(names.subList(0, count));
    // That is a mistake of operators only.
    Mistake ofMembers = mistake == Mistake.NOT_CARRIED_OVER ? Mistake.NONE : mistake;
    NodeGroup<Member> replicas = world.nodes(names, name -> new Member(first, ofMembers));
    if (changes > 0) {
      world.reachable(Operator.CHANGED);
      world.reachable(Operator.OVERTAKEN);
      for (int i = 1; i <= OPERATORS; i++) {
        world.client(
            "operator-" + i, () -> new Operator(first, List.copyOf(names), changes, mistake));
      }
    }
    place(world.network(), replicas, places);
    Clients<RegisterOp, Object> clients =
        world
            .clients(CLIENTS, register(INITIAL))
            .mix(read(0.5), write(0.5))
            .to(replicas)
            .pause(Duration.ofMillis(1), Duration.ofMillis(5))
            .timeout(Duration.ofMillis(800))
            .operations(operationsPerClient);
    world.check(clients, linearizable());
    world.sometimes(
        "all clients are done",
        () -> {
          boolean done = clients.done();
          if (done) {
            world.stop();
          }
          return done;
        });
  }
}
