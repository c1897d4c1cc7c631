package dev.faultline.cli.measure;

import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.SharedKey;
import dev.faultline.runtime.udp.UdpOptions;
import dev.faultline.runtime.udp.UdpOptions.Backend;
import java.util.List;

/** The contestants that need nothing but the JDK. */
public final class Contestants {
  private Contestants() {}

  /** The link first, then what it is compared with. */
  public static List<Contestant> own() {
    UdpOptions fastest = UdpOptions.DEFAULT;
    UdpOptions plain = fastest.withSegmentation(false);
    UdpOptions channel = fastest.withBackend(Backend.CHANNEL);
    return List.of(
        new FaultlineLink("faultline", fastest, false),
        new TcpPeer(),
        new FaultlineLink("faultline-no-gso", plain, false),
        new FaultlineLink("faultline-channel", channel, false),
        new FaultlineLink("faultline-durable", fastest, true),
        new FaultlineLink(
            "faultline-encrypted", fastest, false, LinkSecurity.shared(SharedKey.generate())),
        new DiskSync(false),
        new DiskSync(true),
        new RawUdp("udp", fastest),
        new RawUdp("udp-no-gso", plain),
        new RawUdp("udp-channel", channel));
  }
}
