package com.example;

import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;

/** Two plain Java threads and a plain int: one adds 2, the other doubles; asks for no turns. */
public final class Figure extends Toy {
  @Override
  public int worlds() {
    return 200;
  }

  private static final class Variable {
    private int x = 1;
    private int ended;

    private void add() {
      x = x + 2;
    }

    private void multiply() {
      x = x * 2;
    }
  }

  @Override
  void build(World world) {
    world.model(SystemModel.asynchronous());
    Variable variable = new Variable();
    world.blockingNode(
        "node",
        env -> {
          Thread first = Thread.startVirtualThread(variable::add);
          Thread second = Thread.startVirtualThread(variable::multiply);
          first.join();
          second.join();
          variable.ended = variable.x;
        });
    world.outcome(() -> "x is " + variable.ended);
  }
}
