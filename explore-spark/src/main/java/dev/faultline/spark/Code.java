package dev.faultline.spark;

import dev.faultline.explore.campaign.Fingerprint;
import dev.faultline.sim.run.WorldThreads;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;

/**
 * Which code worlds run with: the versions have to be the same everywhere, or worlds of two
 * programs would be added up.
 *
 * @param java the feature release
 * @param faultline the fingerprint of its classes
 * @param guarded whether the agent is there
 * @param jars fingerprints of the user's jars, by file name
 */
record Code(int java, String faultline, boolean guarded, TreeMap<String, String> jars)
    implements Serializable {
  /** The code of the driver, with jars that it ships. */
  static Code ofDriver(List<Path> jars) {
    TreeMap<String, String> prints = new TreeMap<>();
    jars.forEach(jar -> prints.put(jar.getFileName().toString(), Fingerprint.of(jar)));
    return new Code(
        Runtime.version().feature(), Fingerprint.ofFaultline(), WorldThreads.guarded(), prints);
  }

  /** What is different in this JVM, in one phrase, or null for nothing. */
  @Nullable String differsHere() {
    if (Runtime.version().feature() != java) {
      return "runs Java " + Runtime.version().feature() + ", the driver Java " + java;
    }
    String here = Fingerprint.ofFaultline();
    if (!here.equals(faultline)) {
      return "has another Faultline, fingerprint "
          + here.substring(0, 12)
          + ", the driver "
          + faultline.substring(0, 12)
          + "; install the driver's on it";
    }
    if (WorldThreads.guarded() != guarded) {
      return (guarded ? "runs without Faultline's agent" : "runs with Faultline's agent")
          + ", unlike the driver; spark.executor.extraJavaOptions says with which flags it starts";
    }
    for (var jar : jars.entrySet()) {
      Path file = Path.of(SparkFiles.getRootDirectory(), jar.getKey());
      if (!Files.exists(file)) {
        return "did not get " + jar.getKey() + ", which --classpath names";
      }
      if (!Fingerprint.of(file).equals(jar.getValue())) {
        return "has another " + jar.getKey() + " than the driver";
      }
    }
    return null;
  }
}
