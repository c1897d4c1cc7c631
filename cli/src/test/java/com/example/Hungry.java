package com.example;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import java.time.Duration;
import java.util.List;

/** Its action meets an error of the JVM. */
public final class Hungry extends Toy {
  @Override
  public List<Setting> settings() {
    return List.of(new Setting("error", "memory", "which error"));
  }

  @Override
  public Program program(Settings settings) {
    Runnable action =
        switch (settings.text("error")) {
          case "memory" -> Hungry::tooMuch;
          case "internal" -> Hungry::internal;
          default -> Hungry::missing;
        };
    return world -> {
      world.model(SystemModel.asynchronous());
      world.at(Duration.ofSeconds(1), action);
    };
  }

  /** No JVM has arrays of this length, however much memory it has. */
  private static void tooMuch() {
    int length = Integer.MAX_VALUE;
    long[] all = new long[length];
    all[0] = 1;
  }

  private static void internal() {
    throw new InternalError("a page of the file is gone");
  }

  private static void missing() {
    throw new NoClassDefFoundError("com/acme/Gone");
  }
}
