package dev.faultline.chaos.monkey.undo;

import com.google.gson.JsonObject;
import dev.faultline.chaos.monkey.process.ProcessId;
import java.time.Instant;

/** What has to be done so that a fault is over. It is on disk while the fault lasts. */
public sealed interface Undo {
  /** Unique; the name of its file. */
  String id();

  /** Whom it struck. */
  ProcessId process();

  /** Since when. */
  Instant since();

  /** Lets a stopped process go on. */
  record Resume(String id, ProcessId process, Instant since) implements Undo {
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

  /** Ends a process that was started only for a run. */
  record End(String id, ProcessId process, Instant since) implements Undo {
    @Override
    public String toString() {
      return "end " + process + ", started at " + since;
    }
  }

  /** As it is on disk. */
  default JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id());
    json.addProperty("pid", process().pid());
    json.addProperty("start", process().startTicks());
    json.addProperty("since", since().toString());
    switch (this) {
      case Resume resume -> json.addProperty("undo", "resume");
      case End end -> json.addProperty("undo", "end");
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
    ProcessId process = new ProcessId(json.get("pid").getAsInt(), json.get("start").getAsLong());
    Instant since = Instant.parse(json.get("since").getAsString());
    String kind = json.get("undo").getAsString();
    return switch (kind) {
      case "resume" -> new Resume(id, process, since);
      case "end" -> new End(id, process, since);
      case "unbound" ->
          new Unbound(
              id, process, since, json.get("cgroup").getAsString(), json.get("home").getAsString());
      default -> throw new IllegalArgumentException("undo '" + kind + "' is not known");
    };
  }
}
