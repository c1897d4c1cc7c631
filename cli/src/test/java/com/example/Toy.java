package com.example;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.sim.World;
import java.time.Duration;

/** A small scenario of somebody else, whose name is that of its class. */
abstract class Toy implements Scenario {
  @Override
  public String name() {
    return getClass().getSimpleName().toLowerCase();
  }

  @Override
  public String description() {
    return "A toy for the tests of the command line.";
  }

  @Override
  public int worlds() {
    return 40;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Program program(Settings settings) {
    return this::build;
  }

  void build(World world) {
    throw new AssertionError("a toy overrides build or program");
  }

  /** A node that does one thing. */
  interface Starter extends Node {
    @Override
    void start(Env env);
  }

  static Starter node(Starter node) {
    return node;
  }
}
