package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.report.CampaignPage;
import dev.faultline.report.CampaignReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The report of a campaign as files that a team keeps. */
final class ReportFiles {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write a report of the campaign there: report.html, one page for any browser, and"
              + " report.json. A report that is there is compared with, and replaced.")
  private @Nullable Path directory;

  /**
   * Makes sure, before a campaign starts, that its report can be written.
   *
   * @throws UsageException when it could not
   */
  void prepare() {
    if (directory == null) {
      return;
    }
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".faultline-", ".probe"));
    } catch (IOException e) {
      throw new UsageException(
          "cannot write to "
              + directory.toAbsolutePath()
              + ", which --report names ("
              + e
              + "); name another folder",
          e);
    }
  }

  /**
   * Writes the report, and says where it is. A report that cannot be written is said, and costs
   * nothing of what the campaign found.
   *
   * @param command the line for a shell that runs the campaign again
   * @return whether it was written, or none was asked for
   */
  boolean write(Explored explored, String command, Terminal terminal, boolean json) {
    Path folder = directory;
    if (folder == null) {
      return true;
    }
    CampaignPlan plan = explored.plan();
    Path document = folder.resolve("report.json");
    Path page = folder.resolve("report.html");
    LastReport last = LastReport.read(document, plan.target(), terminal);
    String written = WHEN.format(ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES));
    CampaignReport report = new ReportContents(explored, last, folder).of(command, written);
    JsonObject contents = CampaignJson.of(explored);
    contents.addProperty("written", written);
    contents.addProperty("command", command);
    contents.add("untried", Json.strings(report.untried()));
    contents.add("gone", gone(report, true));
    contents.add("unseen", gone(report, false));
    try {
      ResultFiles.replace(page, CampaignPage.of(report));
      ResultFiles.replace(document, Json.text(contents) + "\n");
    } catch (IOException e) {
      terminal.err().println("the report could not be written to " + folder + ": " + e);
      terminal.err().flush();
      return false;
    }
    (json ? terminal.err() : terminal.out()).println("the report: " + page);
    (json ? terminal.err() : terminal.out()).flush();
    return true;
  }

  /** The causes that are gone for sure, or the others, of which the next report is to know. */
  private static JsonArray gone(CampaignReport report, boolean sure) {
    JsonArray array = new JsonArray();
    for (CampaignReport.Gone each : report.gone()) {
      if (each.doubt().isEmpty() == sure) {
        JsonObject json = new JsonObject();
        json.addProperty("id", each.id());
        json.addProperty("property", each.property());
        json.addProperty("cause", each.cause());
        json.addProperty("findings", each.findings());
        json.addProperty("worlds", each.worlds());
        json.addProperty("atLeast", each.atLeast());
        array.add(json);
      }
    }
    return array;
  }
}
