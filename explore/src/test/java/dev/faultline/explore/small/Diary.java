package dev.faultline.explore.small;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each node of a world has lived through, each for itself: the order of what happens at
 * different nodes is no part of it. All diaries together are the end of a run.
 */
final class Diary {
  private final Map<String, StringBuilder> pages = new LinkedHashMap<>();

  static Diary of(World world) {
    Diary diary = new Diary();
    world.outcome(diary::toString);
    return diary;
  }

  void note(Env env, Object what) {
    page(env.self().name()).append(what).append(' ');
  }

  String of(Env env) {
    return page(env.self().name()).toString();
  }

  private StringBuilder page(String node) {
    return pages.computeIfAbsent(node, name -> new StringBuilder());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    pages.keySet().stream()
        .sorted()
        .forEach(node -> text.append(node).append(": ").append(pages.get(node)).append("; "));
    return text.toString();
  }

  /** A node that notes what it receives and which timers fire. */
  Node noting() {
    return new Noting();
  }

  class Noting implements Node {
    @Override
    public void start(Env env) {
      if (env.incarnation() > 1) {
        note(env, "again");
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      note(env, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      note(env, tag);
    }
  }
}
