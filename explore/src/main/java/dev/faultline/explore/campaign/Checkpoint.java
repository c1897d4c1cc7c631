package dev.faultline.explore.campaign;

import dev.faultline.explore.Durations;
import dev.faultline.explore.UsageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * How far a campaign is: what all worlds before the first one that is missing came to.
 *
 * @param campaign which campaign it is, see {@link #campaign}
 * @param total of these worlds, without the hashes of their runs
 * @param hash of these hashes
 * @param progress what the strategy needs to go on from there; empty where that is nothing
 */
public record Checkpoint(String campaign, Part total, long hash, byte[] progress) {
  private static final byte[] MAGIC = "faultline campaign 4\n".getBytes(StandardCharsets.US_ASCII);

  private static final String PROGRAM = " program ";

  /**
   * All that a world of the plan depends on but its number, in one line. The number of worlds is
   * not part of it: a campaign that is over can be made longer.
   *
   * @param program fingerprint of what the program is made of; empty where nobody knows
   */
  public static String campaign(CampaignPlan plan, String program) {
    return Version.text()
        + " "
        + plan.target()
        + " "
        + plan.settings().given()
        + " seed "
        + plan.seed()
        + " time "
        + Durations.text(plan.duration())
        + " events "
        + plan.maxEvents()
        + " strategy "
        + plan.strategy().text()
        + " "
        + plan.mix()
        + (plan.all() ? " all" : "")
        + " recheck "
        + plan.recheckEvery()
        + (program.isEmpty() ? "" : PROGRAM + program);
  }

  /** The checkpoint as bytes, with a checksum. */
  public byte[] encode(CampaignPlan plan) {
    byte[] name = campaign.getBytes(StandardCharsets.UTF_8);
    byte[] part = PartCodec.encode(total, plan.mix());
    int length = MAGIC.length + 4 + name.length + 8 + 4 + progress.length + part.length + 4;
    ByteBuffer buffer = ByteBuffer.allocate(length);
    buffer.put(MAGIC).putInt(name.length).put(name).putLong(hash);
    buffer.putInt(progress.length).put(progress).put(part);
    buffer.putInt(checksum(buffer.array(), buffer.position()));
    return buffer.array();
  }

  /**
   * Reads a checkpoint of the plan's campaign.
   *
   * @param program see {@link #campaign}
   * @param from what it was read from, for people
   * @throws UsageException in one line, when it is damaged or of another campaign
   */
  public static Checkpoint decode(byte[] bytes, CampaignPlan plan, String program, String from) {
    int end = bytes.length - 4;
    if (end < MAGIC.length + 16 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new UsageException(
          from + " is not a file of a campaign, expected one that --resume has written, or none");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (buffer.getInt(end) != checksum(bytes, end)) {
      throw new UsageException(
          from + " is damaged: its checksum does not fit; delete it to begin the campaign anew");
    }
    buffer.position(MAGIC.length);
    byte[] name = new byte[buffer.getInt()];
    buffer.get(name);
    String campaign = new String(name, StandardCharsets.UTF_8);
    String wanted = campaign(plan, program);
    boolean known = campaign.contains(PROGRAM) && !program.isEmpty();
    if (!campaign.equals(wanted) && known && withoutProgram(campaign).equals(campaign(plan, ""))) {
      throw new UsageException(
          from
              + " is of this campaign, but of a program that has changed since, so that its worlds"
              + " say nothing of this one; name another file or delete it to begin anew, or give"
              + " the classes, topology and fault plan that it was begun with");
    }
    if (!campaign.equals(wanted)) {
      throw new UsageException(
          from
              + " is of another campaign, '"
              + campaign
              + "', expected '"
              + wanted
              + "'; name another file, or give the options of that campaign");
    }
    long hash = buffer.getLong();
    byte[] progress = new byte[buffer.getInt()];
    buffer.get(progress);
    Part total = PartCodec.decode(Arrays.copyOfRange(bytes, buffer.position(), end));
    total.reopen();
    return new Checkpoint(campaign, total, hash, progress);
  }

  private static String withoutProgram(String campaign) {
    return campaign.substring(0, campaign.lastIndexOf(PROGRAM));
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
