package dev.faultline.chaos.monkey.audit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.monkey.group.Instance;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of the audit log.
 *
 * @param at when
 * @param run which attempt; all lines of one attempt share it
 * @param event what
 * @param group the group that it is about
 * @param victim empty if none was chosen
 * @param fault as {@code ProcessFault} writes it
 * @param leashed whether the strike was only announced
 * @param reason why it was refused or failed; empty otherwise
 */
public record AuditRecord(
    Instant at,
    String run,
    Event event,
    String group,
    Optional<Victim> victim,
    String fault,
    boolean leashed,
    String reason) {

  /** The events of an attempt. */
  public enum Event {
    /** The strike is about to be made; this record is on disk before it. */
    INTENT,
    /** The strike was made; if leashed, only announced. */
    DONE,
    /** The strike was tried, and its result is not known for sure. */
    FAILED,
    /** The strike was refused, and not tried. */
    REFUSED,
    /** A lasting fault was undone. */
    UNDONE,
    /** A lasting fault could not be undone. */
    UNDO_FAILED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The chosen victim. */
  public record Victim(
      int pid, long startTicks, String slot, String account, String region, String cluster) {
    public static Victim of(Instance instance) {
      return new Victim(
          instance.process().id().pid(),
          instance.process().id().startTicks(),
          instance.slot(),
          instance.account(),
          instance.region(),
          instance.cluster().toString());
    }
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("at", at.toString());
    json.addProperty("run", run);
    json.addProperty("event", event.text());
    json.addProperty("group", group);
    victim.ifPresent(who -> {
      json.addProperty("pid", who.pid());
      json.addProperty("start", who.startTicks());
      json.addProperty("slot", who.slot());
      json.addProperty("account", who.account());
      json.addProperty("region", who.region());
      json.addProperty("cluster", who.cluster());
    });
    json.addProperty("fault", fault);
    json.addProperty("leashed", leashed);
    if (!reason.isEmpty()) {
      json.addProperty("reason", reason);
    }
    return json;
  }

  /**
   * Parses a line.
   *
   * @throws RuntimeException if it is not a record
   */
  static AuditRecord of(JsonObject json) {
    Optional<Victim> victim =
        json.has("pid")
            ? Optional.of(
                new Victim(
                    json.get("pid").getAsInt(),
                    json.get("start").getAsLong(),
                    json.get("slot").getAsString(),
                    json.get("account").getAsString(),
                    json.get("region").getAsString(),
                    json.get("cluster").getAsString()))
            : Optional.empty();
    JsonElement reason = json.get("reason");
    return new AuditRecord(
        Instant.parse(json.get("at").getAsString()),
        json.get("run").getAsString(),
        Event.valueOf(json.get("event").getAsString().toUpperCase(Locale.ROOT)),
        json.get("group").getAsString(),
        victim,
        json.get("fault").getAsString(),
        json.get("leashed").getAsBoolean(),
        reason == null ? "" : reason.getAsString());
  }
}
