package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Datagram;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A world in which nodes are written in one style or the other. */
final class Stage {
  final World world;
  private final Planted.Style style;

  Stage(World world, Planted.Style style) {
    this.world = world;
    this.style = style;
    world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
  }

  /** A node of the system under test, in the stage's style. */
  Address node(String name, Supplier<? extends Node> factory) {
    return switch (style) {
      case HANDLERS -> world.node(name, factory);
      case BLOCKING ->
          world.blockingNode(
              name,
              env -> {
                Node node = factory.get();
                node.start(env);
                while (true) {
                  Datagram next = env.receive();
                  if (next.from().equals(env.self())) {
                    node.timer(env, next.message());
                  } else {
                    node.receive(env, next.from(), next.message());
                  }
                }
              });
    };
  }

  List<Address> nodes(int count, String prefix, Supplier<? extends Node> factory) {
    List<Address> nodes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      nodes.add(node(prefix + i, factory));
    }
    return nodes;
  }

  /** A client, which belongs to the experiment. */
  Address client(String name, Node client) {
    return world.client(name, () -> client);
  }

  /** The bug has shown itself. */
  void violated(String how) {
    world.violation("the mended program keeps this", how);
  }

  void require(boolean holds, String otherwise) {
    if (!holds) {
      violated(otherwise);
    }
  }
}
