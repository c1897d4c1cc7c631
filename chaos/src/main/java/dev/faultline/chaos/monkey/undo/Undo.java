package dev.faultline.chaos.monkey.undo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.monkey.process.Boot;
import dev.faultline.chaos.monkey.process.ProcessId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The step that ends a fault. It is on disk while the fault lasts. */
public sealed interface Undo {
  /** The start time of a process from an earlier boot, which matches no running process. */
  long NO_START = -1;

  /** Unique; the name of its file. */
  String id();

  /** The process that the fault struck; {@link ProcessId#NONE} if it did not strike a process. */
  ProcessId process();

  /** When the fault began. */
  Instant since();

  /**
   * Resumes a stopped process.
   *
   * @param runner the process that stopped it; {@link ProcessId#NONE} if unknown
   */
  record Resume(String id, ProcessId process, Instant since, ProcessId runner) implements Undo {
    @Override
    public String toString() {
      return "let " + process + " go on, stopped since " + since;
    }
  }

  /**
   * Removes the limit on a process's CPU time.
   *
   * @param cgroup the cgroup created for the process
   * @param home the cgroup in which the process was before
   */
  record Unbound(String id, ProcessId process, Instant since, String cgroup, String home)
      implements Undo {
    @Override
    public String toString() {
      return "give " + process + " its CPU time back, bounded since " + since;
    }
  }

  /** Resets the clock of a JVM. */
  record Unskewed(String id, ProcessId process, Instant since) implements Undo {
    @Override
    public String toString() {
      return "set the clock of " + process + " right, wrong since " + since;
    }
  }

  /**
   * Ends a process that was started for one run, and all its descendants, which carry {@link #id}
   * as their mark. The process is {@link ProcessId#NONE} if it is about to be started.
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

  /**
   * Removes fault rules from a mounted disk.
   *
   * @param rules their texts
   * @param before numbers of the rules that existed before the fault; they stay, even if their
   *     texts match
   */
  record Cleared(String id, Instant since, Path point, List<String> rules, List<Integer> before)
      implements Undo {
    public Cleared {
      rules = List.copyOf(rules);
      before = List.copyOf(before);
    }

    @Override
    public ProcessId process() {
      return ProcessId.NONE;
    }

    @Override
    public String toString() {
      return "take the faults of the disk at " + point + " away, there since " + since;
    }
  }

  /** Unmounts a disk that was mounted for one run. */
  record Unmounted(String id, Instant since, Path point) implements Undo {
    @Override
    public ProcessId process() {
      return ProcessId.NONE;
    }

    @Override
    public String toString() {
      return "unmount " + point + ", mounted at " + since;
    }
  }

  /** Returns the form stored on disk. */
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
      case Cleared cleared -> {
        json.addProperty("undo", "cleared");
        json.addProperty("point", cleared.point().toString());
        JsonArray rules = new JsonArray();
        cleared.rules().forEach(rules::add);
        json.add("rules", rules);
        JsonArray before = new JsonArray();
        cleared.before().forEach(before::add);
        json.add("before", before);
      }
      case Unmounted unmounted -> {
        json.addProperty("undo", "unmounted");
        json.addProperty("point", unmounted.point().toString());
      }
    }
    return json;
  }

  /**
   * Reads the form stored on disk.
   *
   * @throws RuntimeException if the JSON is not a valid undo
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
      case "cleared" ->
          new Cleared(
              id,
              since,
              Path.of(json.get("point").getAsString()),
              json.getAsJsonArray("rules").asList().stream().map(JsonElement::getAsString).toList(),
              json.getAsJsonArray("before").asList().stream().map(JsonElement::getAsInt).toList());
      case "unmounted" -> new Unmounted(id, since, Path.of(json.get("point").getAsString()));
      default -> throw new IllegalArgumentException("undo '" + kind + "' is not known");
    };
  }
}
