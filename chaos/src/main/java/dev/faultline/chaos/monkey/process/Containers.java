package dev.faultline.chaos.monkey.process;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the main processes of Docker containers of this machine. */
final class Containers {
  private Containers() {}

  /** Those that run and fit a filter of Docker's, such as {@code label} and {@code app=shop}. */
  static List<ProcessView> find(DockerSocket daemon, Procfs procfs, String filter, String value)
      throws IOException {
    String filters = "{\"%s\":[%s],\"status\":[\"running\"]}".formatted(filter, quoted(value));
    List<ProcessView> found = new ArrayList<>();
    try {
      for (JsonElement one :
          daemon
              .get("/containers/json?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8))
              .getAsJsonArray()) {
        String id = one.getAsJsonObject().get("Id").getAsString();
        process(daemon, procfs, id).ifPresent(found::add);
      }
    } catch (IllegalStateException | NullPointerException | UnsupportedOperationException e) {
      throw new IOException("Docker's answer is none that its API describes: " + e.getMessage(), e);
    }
    return found;
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static Optional<ProcessView> process(DockerSocket daemon, Procfs procfs, String id)
      throws IOException {
    JsonObject state =
        daemon.get("/containers/" + id + "/json").getAsJsonObject().getAsJsonObject("State");
    int pid = state.get("Pid").getAsInt();
    if (!state.get("Running").getAsBoolean() || pid <= 0) {
      return Optional.empty();
    }
    Optional<ProcessView> view = procfs.view(pid).filter(one -> !one.isDead());
    // A daemon of another machine, or in another namespace of pids, means somebody else's process.
    if (view.isPresent()
        && procfs.cgroups(view.get().id()).stream().noneMatch(line -> line.contains(id))) {
      throw new IOException(
          "Docker says that container %s is pid %d, which is in no cgroup of it: is the daemon of this machine?"
              .formatted(id, pid));
    }
    return view;
  }
}
