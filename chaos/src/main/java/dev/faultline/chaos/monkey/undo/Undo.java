package dev.faultline.chaos.monkey.undo;

import com.google.gson.JsonObject;
import dev.faultline.chaos.monkey.process.Boot;
import dev.faultline.chaos.monkey.process.ProcessId;
import java.time.Instant;

/** What has to be done so that a fault is over. It is on disk while the fault lasts. */
public sealed interface Undo {
  /** The start of no process: of one that ended with an earlier boot. */
  long NO_START = -1;

  /** Unique; the name of its file. */
  String id();

  /** Whom it struck. */
  ProcessId process();

  /** Since when. */
  Instant since();

  /**
   * Lets a stopped process go on.
   *
   * @param runner who has stopped it; {@link ProcessId#NONE} where nobody knows
   */
  record Resume(String id, ProcessId process, Instant since, ProcessId runner) implements Undo {
    @Override
    public String toString() {
      return "let " + process + " go on, stopped since " + since;
    }
  }

  /**
   * Takes the bound of a process's CPU time away.
   *
   * @param cgroup the group made for it
   * @param home the group it was in
   */
  record Unbound(String id, ProcessId process, Instant since, String cgroup, String home)
      implements Undo {
    @Override
    public String toString() {
      return "give " + process + " its CPU time back, bounded since " + since;
    }
  }

  /** Sets the clock of a JVM right. */
  record Unskewed(String id, ProcessId process, Instant since) implements Undo {
    @Override
    public String toString() {
      return "set the clock of " + process + " right, wrong since " + since;
    }
  }

  /**
   * Ends a process that was started only for a run, and all that came of it: its {@link #id} is
   * their mark. {@link ProcessId#NONE} where it is about to be started.
   */
  record End(String id, ProcessId process, Instant since) implements Undo {
    @Override
    public String toString() {
      return "end "
          + (process.equals(ProcessId.NONE) ? "what was being started" : process.toString())
          + ", started at "
          + since;
    }
  }

  /** As it is on disk. */
  default JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id());
    json.addProperty("pid", process().pid());
    json.addProperty("start", process().startTicks());
    json.addProperty("since", since().toString());
    json.addProperty("boot", Boot.id());
    switch (this) {
      case Resume resume -> {
        json.addProperty("undo", "resume");
        json.addProperty("runner", resume.runner().pid());
        json.addProperty("runnerStart", resume.runner().startTicks());
      }
      case End end -> json.addProperty("undo", "end");
      case Unskewed unskewed -> json.addProperty("undo", "unskewed");
      case Unbound unbound -> {
        json.addProperty("undo", "unbound");
        json.addProperty("cgroup", unbound.cgroup());
        json.addProperty("home", unbound.home());
      }
    }
    return json;
  }

  /**
   * From disk.
   *
   * @throws RuntimeException where it is none
   */
  static Undo of(JsonObject json) {
    String id = json.get("id").getAsString();
    // After another boot of the machine the pid and its ticks may be anybody's.
    boolean sameBoot = !json.has("boot") || json.get("boot").getAsString().equals(Boot.id());
    ProcessId process =
        new ProcessId(
            json.get("pid").getAsInt(), sameBoot ? json.get("start").getAsLong() : NO_START);
    Instant since = Instant.parse(json.get("since").getAsString());
    String kind = json.get("undo").getAsString();
    return switch (kind) {
      case "resume" ->
          new Resume(
              id,
              process,
              since,
              sameBoot && json.has("runner")
                  ? new ProcessId(
                      json.get("runner").getAsInt(), json.get("runnerStart").getAsLong())
                  : ProcessId.NONE);
      case "end" -> new End(id, process, since);
      case "unskewed" -> new Unskewed(id, process, since);
      case "unbound" ->
          new Unbound(
              id, process, since, json.get("cgroup").getAsString(), json.get("home").getAsString());
      default -> throw new IllegalArgumentException("undo '" + kind + "' is not known");
    };
  }
}
