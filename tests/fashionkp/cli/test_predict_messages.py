"""Messages of fashionkp predict."""

from fashionkp.cli.predict_messages import exit_status, how_to_continue, print_error


def test_messages_escape_control_characters_and_count(capsys):
    print_error('a\x1b[31m.jpg: cut off')
    assert exit_status(1, 3) == 1
    assert exit_status(0, 3) == 0
    printed = capsys.readouterr().err
    assert 'skipped: a\\x1b[31m.jpg' in printed
    assert '1 of 3 images' in printed


def test_files_are_resumed_on_request_folders_always_and_standard_output_never():
    assert how_to_continue(['a.jsonl', 'b.csv']) == 'continue with --resume'
    assert how_to_continue(['out/']) == 'the same command continues'
    assert how_to_continue([]) == ''
