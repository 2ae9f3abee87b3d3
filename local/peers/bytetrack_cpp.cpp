// Runs ByteTrack-cpp over a file of detections, for local/bench-tracker; the same usage and output as drive.py. With that
// port's defaults.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "ByteTrack/BYTETracker.h"

using Frames = std::vector<std::vector<byte_track::Object>>;

static Frames read(const char *path, int frames) {
  Frames all(frames);
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(1);
  }
  int frame;
  double id, x, y, w, h, score;
  while (fscanf(file, "%d,%lf,%lf,%lf,%lf,%lf,%lf%*[^\n]", &frame, &id, &x, &y, &w, &h, &score) == 7) {
    if (frame <= frames) {
      all[frame - 1].emplace_back(byte_track::Rect<float>(x, y, w, h), 0, score);
    }
  }
  fclose(file);
  return all;
}

static double timedPass(const Frames &frames, int rate, int count) {
  std::vector<std::unique_ptr<byte_track::BYTETracker>> trackers;
  for (int i = 0; i < count; i++) {
    trackers.push_back(std::make_unique<byte_track::BYTETracker>(rate, 30));
  }
  size_t seen = 0;
  auto begin = std::chrono::steady_clock::now();
  for (const auto &frame : frames) {
    for (auto &tracker : trackers) {
      seen += tracker->update(frame).size();
    }
  }
  std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
  if (seen == 0) {
    exit(2);
  }
  return took.count() / (frames.size() * count);
}

int main(int, char **args) {
  Frames frames = read(args[2], atoi(args[3]));
  int rate = static_cast<int>(atof(args[6]) + .5);
  double seconds = atof(args[7]);
  int count = atoi(args[8]);
  FILE *out = fopen(args[9][0] == '-' ? "/dev/null" : args[9], "w");
  byte_track::BYTETracker tracker(rate, 30);
  for (size_t i = 0; i < frames.size(); i++) {
    for (const auto &track : tracker.update(frames[i])) {
      const auto &box = track->getRect();
      fprintf(out, "%zu,%zu,%.3f,%.3f,%.3f,%.3f,1\n", i + 1, track->getTrackId(), box.x(), box.y(), box.width(),
              box.height());
    }
  }
  fclose(out);
  if (seconds <= 0) {
    return 0;
  }
  timedPass(frames, rate, count);
  std::vector<double> passes;
  auto begin = std::chrono::steady_clock::now();
  do {
    passes.push_back(timedPass(frames, rate, count));
  } while (std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < seconds);
  std::sort(passes.begin(), passes.end());
  printf("passes %zu\nmedian %f\nbest %f\n", passes.size(), passes[passes.size() / 2], passes[0]);
}
