package dev.faultline.runtime.secure;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import java.util.Arrays;

/**
 * One side of the handshake by the library noise-java (Rhys Weatherley's), which has an X25519 of
 * its own and shares no code with the product: for comparison.
 */
final class LibraryNoise {
  private final HandshakeState state;

  LibraryNoise(int role, byte[] own, byte[] prologue, byte[] responder) throws Exception {
    state = new HandshakeState(NoiseIk.PROTOCOL, role);
    state.setPrologue(prologue, 0, prologue.length);
    state.getLocalKeyPair().setPrivateKey(own, 0);
    if (role == HandshakeState.INITIATOR) {
      state.getRemotePublicKey().setPublicKey(responder, 0);
    }
    state.start();
  }

  byte[] write(byte... payload) throws Exception {
    byte[] message = new byte[256];
    return Arrays.copyOf(message, state.writeMessage(message, 0, payload, 0, payload.length));
  }

  byte[] read(byte[] message) throws Exception {
    byte[] payload = new byte[256];
    return Arrays.copyOf(payload, state.readMessage(message, 0, message.length, payload, 0));
  }

  byte[] remoteStatic() {
    byte[] key = new byte[32];
    state.getRemotePublicKey().getPublicKey(key, 0);
    return key;
  }

  CipherStatePair split() {
    return state.split();
  }

  static byte[] seal(CipherState with, long number, byte[] associated, byte[] plain)
      throws Exception {
    byte[] sealed = new byte[plain.length + 16];
    with.setNonce(number);
    with.encryptWithAd(associated, plain, 0, sealed, 0, plain.length);
    return sealed;
  }

  static byte[] open(CipherState with, long number, byte[] associated, byte[] sealed)
      throws Exception {
    byte[] plain = new byte[sealed.length];
    with.setNonce(number);
    return Arrays.copyOf(plain, with.decryptWithAd(associated, sealed, 0, plain, 0, sealed.length));
  }
}
