#!/usr/bin/python3
"""An RTSP camera that shows one H.264 file for ever, with exact capture times.

Usage: camera.py FILE [--port 8554] [--path /street] [--fps 25] [--key-every 6]

The street goes on while nobody looks: frame n of the file is captured at START + n / fps, where START is when the program
began, and so is frame n of every later round. Who opens the camera begins at the next key frame. Timestamps run on over
the end of the file. RTCP sender reports give capture time as the wall clock; the first is sent before the second frame.

Standard output has a JSON object a line; "at" and "first" are microseconds since 1970:
  {"event": "loop", "loop": 3, "at": ...}     frame 0 of a round is captured, whether anybody looks or not
  {"event": "session-opened", "client": ...}  a client plays
  {"event": "session-closed", "client": ...}
  {"event": "stream-begins", "frame": n, "at": ...}  the pipeline's first frame and its capture; it ends when nobody looks
  {"event": "frame", "loop": 3, "lateMicros": ...}   how late frame 0 of a round was handed over
"""

import argparse
import json
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

# Before the first class that derives from GStreamer's: its signals name types that exist only from here on.
Gst.init(None)

DELIMITER = b"\x00\x00\x00\x01\x09"
LAUNCH = (
    "( appsrc name=src is-live=true format=time do-timestamp=false block=false max-bytes=0 "
    "caps=video/x-h264,stream-format=byte-stream,alignment=au,framerate={fps}/1 "
    "! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)


def say(event, **fields):
    """Writes a line of the log."""
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
    sys.stdout.flush()


def access_units(data):
    """The file's frames: byte strings that begin with an access unit delimiter."""
    starts = []
    at = data.find(DELIMITER)
    while at >= 0:
        starts.append(at)
        at = data.find(DELIMITER, at + len(DELIMITER))
    return [data[a:b] for a, b in zip(starts, starts[1:] + [len(data)])]


class ExactMedia(GstRtspServer.RTSPMedia):
    """Media whose sender reports speak of capture, not of sending."""

    def do_setup_rtpbin(self, rtpbin):
        rtpbin.set_property("rtcp-sync-send-time", False)
        return True


class Street:
    """The frames and when each is captured."""

    def __init__(self, frames, fps, key_every):
        self.frames, self.key_every = frames, key_every
        self.duration = Gst.SECOND // fps
        self.start = time.time_ns()
        threading.Thread(target=self.count_loops, daemon=True).start()

    def count_loops(self):
        """Logs each round as it begins."""
        loop = 0
        while True:
            at = self.start + loop * len(self.frames) * self.duration
            time.sleep(max(0, (at - time.time_ns()) / 1e9))
            say("loop", loop=loop, at=at // 1000)
            loop += 1

    def show(self, source, ended):
        """Feeds a pipeline until it ends; runs in a thread of its own."""
        while source.get_clock() is None or source.get_state(0)[1] != Gst.State.PLAYING:
            if ended.wait(0.002):
                return
        clock, base = source.get_clock(), source.get_base_time()
        group = -(-(time.time_ns() - self.start) // (self.duration * self.key_every))
        n = first = group * self.key_every
        # Wall clock less running time; taken once, so that timestamps are evenly spaced whatever is done to the wall clock.
        offset = time.time_ns() - (clock.get_time() - base)
        while True:
            stamp = self.start + n * self.duration - offset
            wait = stamp - (clock.get_time() - base)
            if wait > 0:
                time.sleep(wait / 1e9)
            frame = n % len(self.frames)
            buffer = Gst.Buffer.new_wrapped(self.frames[frame])
            buffer.pts = buffer.dts = stamp
            buffer.duration = self.duration
            if ended.is_set() or source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                say("stream-ends", frame=frame)
                return
            if n == first:
                say("stream-begins", frame=frame, at=(self.start + n * self.duration) // 1000)
            elif frame == 0:
                say("frame", loop=n // len(self.frames), lateMicros=(clock.get_time() - base - stamp) // 1000)
            n += 1


class Factory(GstRtspServer.RTSPMediaFactory):
    """One pipeline for all who look."""

    def __init__(self, street, fps):
        super().__init__()
        self.street = street
        self.set_launch(LAUNCH.format(fps=fps))
        self.set_shared(True)
        self.set_media_gtype(ExactMedia.__gtype__)
        self.connect("media-configure", self.configured)

    def configured(self, _, media):
        media.connect("prepared", self.prepared)
        ended = threading.Event()
        media.connect("unprepared", lambda _: ended.set())
        # A pipeline is prepared only once frames flow.
        source = media.get_element().get_by_name("src")
        threading.Thread(target=self.street.show, args=(source, ended), daemon=True).start()

    def prepared(self, media):
        for n in range(media.n_streams()):
            session = media.get_stream(n).get_rtpsession()
            session.set_property("rtcp-min-interval", 500 * Gst.MSECOND)


def greet(_, client):
    """Logs who looks: from the first PLAY to the end of the connection."""
    address = client.get_connection().get_ip()
    playing = []

    def play(*_):
        if not playing:
            playing.append(True)
            say("session-opened", client=address)

    def closed(*_):
        if playing:
            say("session-closed", client=address)

    client.connect("play-request", play)
    client.connect("closed", closed)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--port", default="8554")
    parser.add_argument("--path", default="/street")
    parser.add_argument("--fps", type=int, default=25)
    parser.add_argument("--key-every", type=int, default=6)
    arguments = parser.parse_args()
    with open(arguments.file, "rb") as video:
        frames = access_units(video.read())
    if len(frames) % arguments.key_every:
        parser.error(f"{len(frames)} frames are not a multiple of {arguments.key_every}")
    server = GstRtspServer.RTSPServer()
    server.set_service(arguments.port)
    server.get_mount_points().add_factory(arguments.path, Factory(Street(frames, arguments.fps, arguments.key_every), arguments.fps))
    server.connect("client-connected", greet)
    loop = GLib.MainLoop()
    if not server.attach(None):
        raise SystemExit(f"cannot listen on port {arguments.port}")
    loop.run()


if __name__ == "__main__":
    main()
